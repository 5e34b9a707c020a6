# Configuration of nbgrader (https://nbgrader.readthedocs.io, 0.9) for a course with notebooks in Go: copy it to the course's
# folder, and a notebook of notebooks/solutions to source/NAME/NAME.ipynb. The kernel must be installed: fmnist kernels install.
c = get_config()  # noqa: F821, nbgrader defines it
c.CourseDirectory.course_id = "gofmnist"
c.ClearSolutions.code_stub = {"go": "// your code here"}
c.ClearSolutions.begin_solution_delimeter = "BEGIN SOLUTION"
c.ClearSolutions.end_solution_delimeter = "END SOLUTION"
c.ClearSolutions.enforce_metadata = False  # the worked examples behind the checks are no exercises
c.ExecutePreprocessor.timeout = 600  # seconds a cell: the first one compiles the package
