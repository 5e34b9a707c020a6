// Package browser tests the kernel where people meet it: in JupyterLab, in a browser. Its tests drive Chromium through
// the DevTools protocol and skip with a reason where there is no Chromium or no JupyterLab.
package browser
