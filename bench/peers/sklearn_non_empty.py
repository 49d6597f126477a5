"""As article.py, but with a column only for each word that occurs.

    python3 sklearn_non_empty.py CSV COST...
"""

import sys

from sklearn.feature_extraction.text import TfidfVectorizer

from grid_search import grid_search

grid_search(sys.argv[1], [float(cost) for cost in sys.argv[2:]], TfidfVectorizer())
