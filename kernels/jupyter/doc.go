// Package jupyter finds or makes a Python environment with JupyterLab, nbclient and nbconvert in pinned versions,
// executes notebooks in it through the kernels of this module, and opens JupyterLab. Python serves notebooks only:
// nothing is computed in it.
package jupyter
