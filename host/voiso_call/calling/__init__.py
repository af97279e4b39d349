"""The use cases of a request; `dispatcher` names them all."""
