// Package nb is the only place that talks to the notebook: it shows values in a GoNB cell, keeps one live block up to
// date while something runs, and does the same in plain text outside notebooks.
//
// It speaks GoNB's pipe protocol itself (encoding/gob over the two named pipes that the kernel makes for each cell, see
// gonbui/protocol in github.com/janpfeifer/gonb) instead of linking gonbui. Measured: cells build 0.12 s faster, five
// indirect dependencies are not linked, and, because every message is acknowledged before Show returns, nothing is lost
// when the cell ends and the order of captions and pictures is kept, which gonbui promises only after Sync. The pipe
// can have only one writer: a cell that also displays with gonbui gets a sentence instead of a broken stream.
//
// What a value becomes:
//
//	chart.Chart     image/png with its display width, and text/plain: the one bundle that GitHub, nbconvert, VS Code and
//	                JupyterLab all show; HTML and SVG are cleaned away on GitHub or by nbconvert
//	chart.Table     text/markdown and text/plain: a real table everywhere, to be selected, copied and read aloud, at a
//	                tenth of a picture's size
//	chart.Text      text/plain: letters of equal width everywhere
//	Markdown        text/markdown and text/plain
//	Shower          whatever it consists of
//	string, error, fmt.Stringer, anything else   text/plain
//
// Outside notebooks everything is printed as its text.
package nb
