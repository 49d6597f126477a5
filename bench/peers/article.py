"""The article's pipeline: descriptions hashed into 2^21 columns, grid-searched multinomial logistic regression.

    python3 article.py CSV COST...    prints JSON: seconds, accuracy of the best cost in 5-fold cross-validation
"""

import sys

from sklearn.feature_extraction.text import HashingVectorizer

from grid_search import grid_search

grid_search(sys.argv[1], [float(cost) for cost in sys.argv[2:]], HashingVectorizer(n_features=2**21))
