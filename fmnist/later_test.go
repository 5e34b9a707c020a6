package fmnist

import "testing"

// worked counts how often the declared value was computed.
var worked int

var declared = result(func() int { worked++; return 42 })

// built is declared through a function of the user's own.
var built = func() *later { return result(func() int { worked += 10; return 7 }) }()

// A declaration does nothing; the first use computes, once. Anywhere else a verb works at once.
func TestDeclaredValuesWait(t *testing.T) {
	if worked != 0 {
		t.Fatalf("the declarations have worked already: %d", worked)
	}
	if first, again := declared.now(), declared.now(); first != 42 || again != 42 || worked != 1 {
		t.Errorf("%d and %d; after two uses the value was computed %d times", first, again, worked)
	}
	if built.now() != 7 || worked != 11 {
		t.Errorf("worked %d", worked)
	}
	at := 0
	result(func() int { at++; return at })
	if at != 1 {
		t.Error("below %% a verb works at once")
	}
}

// init functions of a cell run before main, and are no declarations.
func init() { inInit = declaring() }

var inInit bool

func TestInitFunctionsWork(t *testing.T) {
	if inInit {
		t.Error("a verb in an init function would never work")
	}
}
