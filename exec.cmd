@rem Windows' command shell finds this file where package.json's scripts begin with "exec", which in other shells puts the
@rem program in the place of the shell, so that a SIGTERM to npm reaches it. Windows has neither.
@%*
