package exchange

import (
	"encoding/json"
	"fmt"
	"strings"

	"github.com/gofmnist/gofmnist/fmnist/data"
	"github.com/gofmnist/gofmnist/fmnist/exchange/torch"
	"github.com/gofmnist/gofmnist/fmnist/metrics"
	"github.com/gofmnist/gofmnist/fmnist/nets"
	"github.com/gofmnist/gofmnist/fmnist/trained"
)

// Card is a model card (Mitchell et al. 2019) in Markdown: what the network is, what it was trained on, how good it is
// with Wilson's 95 % intervals, and the command that trains it again.
func Card(file string, form Form, r *trained.Result, d data.Dataset) (string, error) {
	summary, err := nets.Summarize(r.Plan.Net)
	if err != nil {
		return "", err
	}
	plan, err := json.MarshalIndent(r.Plan, "", "  ")
	if err != nil {
		return "", err
	}
	var b strings.Builder
	say := func(format string, args ...any) { fmt.Fprintf(&b, format+"\n", args...) }
	say("# %s\n", r.Name)
	say("`%s` tells the ten classes of %s apart (%s): 28×28 grey pixels, light on dark.\n", file, d.Edition,
		strings.Join(d.ClassNames(), ", "))
	say("## How to use it\n\n%s\n", usage(file, form, r))
	say("## How good it is\n")
	if err := figures(say, r, d); err != nil {
		return "", err
	}
	say("\nIt has seen centred pictures of one kind, cut out and turned by the data set's authors. What it says of other pictures, of "+
		"clothes worn by somebody, or of anything that is none of the ten classes, means nothing.\n\n## What it was trained on\n\n%s.", origin(r, d))
	say("\n## The network\n\n```\n%s```\n", summary)
	say("## How to train it again\n\nSave the plan as `plan.json`; `fmnist run plan.json` trains it, and gives the same figures on %s.\n", or(r.On(), "the same backend"))
	if r.Plan.Origin != nil {
		say("Its first weights came from the file `%s` (SHA-256 of the weights %s), which has to be imported first.\n",
			r.Plan.Origin.File, r.Plan.Origin.SHA256)
	}
	say("```json\n%s\n```", plan)
	return b.String(), nil
}

// figures is the table of results.
func figures(say func(string, ...any), r *trained.Result, d data.Dataset) error {
	if !r.Tested {
		say("It was not tested.")
		return nil
	}
	probabilities, err := r.Probabilities()
	if err != nil {
		return err
	}
	p := metrics.Predictions{Labels: d.Test.Labels, Probabilities: probabilities, Classes: data.Classes}
	if err := p.Check(); err != nil {
		return fmt.Errorf("%s was tested on other data than there are here: %w", r.Name, err)
	}
	low, high := metrics.Interval(p.Correct(), len(p.Labels))
	say("| figure | value | 95 %% interval (Wilson) |\n|---|---|---|")
	say("| test accuracy, %d images | %.4f | %.4f to %.4f |", len(p.Labels), r.TestAccuracy, low, high)
	say("| test loss, nats | %.4f | |", r.TestLoss)
	if r.Chosen > 0 && r.History[r.Chosen-1].ValAccuracy != nil {
		say("| validation accuracy | %.4f | |", *r.History[r.Chosen-1].ValAccuracy)
	}
	_, ece := p.Calibration(calibrationBins)
	say("| calibration error (%d bins) | %.4f | |", calibrationBins, ece)
	say("\n| class | found (recall) | 95 %% interval (Wilson) | right when named (precision) |\n|---|---|---|---|")
	confusion := p.Confusion()
	for class, score := range p.Report() {
		low, high := metrics.Interval(confusion[class][class], score.Support)
		say("| %s | %.3f | %.3f to %.3f | %.3f |", d.ClassNames()[class], score.Recall, low, high, score.Precision)
	}
	return nil
}

const calibrationBins = 15

// origin says on which data, for how long and on what the network was trained.
func origin(r *trained.Result, d data.Dataset) string {
	text := fmt.Sprintf("%s, %s; %d epochs on %s", d.Edition, or(r.Data, "data of unknown origin"), r.Epochs,
		or(r.On(), "an unknown backend"))
	if r.Data == trained.About(d) {
		text = fmt.Sprintf("%s: %d training and %d test images, fingerprint `%s`; %d epochs on %s", d.Edition,
			d.Train.Len(), d.Test.Len(),
			d.Fingerprint(), r.Epochs, or(r.On(), "an unknown backend"))
	}
	if r.Chosen != r.Epochs {
		text += fmt.Sprintf(", weights of epoch %d", r.Chosen)
	}
	return text
}

func or(text, otherwise string) string {
	if text == "" {
		return otherwise
	}
	return text
}

// usage is a few lines of the program that reads the file.
func usage(file string, form Form, r *trained.Result) string {
	switch form {
	case ONNX:
		return fmt.Sprintf("```python\nimport onnxruntime\nsession = onnxruntime.InferenceSession(%q)\n"+
			"logits, probabilities = session.run(None, {\"pixels\": x})  # x: float32 [N, 1, 28, 28], pixels / 255\n```", file)
	case Safetensors:
		if source, err := torch.Source(r.Plan.Net); err == nil {
			return fmt.Sprintf("```python\nimport torch.nn as nn\nfrom safetensors.torch import load_file\nmodel = %s\n"+
				"model.load_state_dict(load_file(%q)); model.eval()\nlogits = model(x)  # x: float32 [N, 1, %d, %d], pixels / 255%s\n```",
				source, file, r.Plan.Net.Prepare.Side(), r.Plan.Net.Prepare.Side(), prepared(r))
		}
		return "The tensors have this package's names and order (Keras'), since PyTorch lacks some of its layers; `fmnist import` reads them."
	case Keras:
		return fmt.Sprintf("```python\nimport keras\nmodel = keras.models.load_model(%q)\n"+
			"model.evaluate(x, y)  # x: float32 [N, 28, 28, 1], pixels / 255; y: labels\n```", file)
	case Weights:
		return fmt.Sprintf("`model.load_weights(%q)` of a Keras 3 model with the layers below; its last layer gives the logits before softmax.", file)
	}
	return ""
}

// prepared says what is done to images that are not taken as they are.
func prepared(r *trained.Result) string {
	switch side := r.Plan.Net.Prepare.Side(); {
	case r.Plan.Net.Prepare == "":
		return ""
	default:
		return fmt.Sprintf(", brought to %d×%d (%s)", side, side, r.Plan.Net.Prepare)
	}
}
