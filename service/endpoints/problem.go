// Package endpoints tells an operator of the addresses that a service asks: what
// an error of a model means, how its endpoints are doing, and addresses without
// their secrets.
package endpoints

import (
	"context"
	"errors"
	"fmt"

	"github.com/digitaskforce/taskforce/llm"
)

// problems says in Danish what each kind of error of a model's endpoint
// means to the operator.
var problems = map[llm.Kind]string{
	llm.KindRefused:        "ingen svarer på adressen",
	llm.KindDNS:            "værten findes ikke",
	llm.KindTLS:            "forbindelsen er ikke krypteret eller ikke betroet",
	llm.KindTimeoutConnect: "der kom ingen forbindelse i tide",
	llm.KindAuth:           "nøglen mangler eller afvises",
	llm.KindNotFound:       "adressen eller modellen findes ikke",
	llm.KindTimeoutFirst:   "der kom intet svar i tide",
	llm.KindTimeoutStall:   "svaret gik i stå",
	llm.KindTimeoutTotal:   "svaret tog for lang tid",
	llm.KindRateLimited:    "for mange kald, eller kvoten er brugt",
	llm.KindTooLarge:       "forespørgslen eller svaret er for stort",
	llm.KindContextLength:  "prompten er længere, end modellen læser",
	llm.KindFiltered:       "standset af indholdsfilteret",
	llm.KindServer:         "fejl hos modellen",
	llm.KindCutOff:         "forbindelsen blev afbrudt",
	llm.KindEmpty:          "svaret er tomt",
	llm.KindSkipped:        "springes over en tid efter flere fejl",
	llm.KindProtocol:       "svarer ikke som en OpenAI-kompatibel sprogmodel",
}

// Problem says in Danish what an error of the model means, for each
// endpoint where there are several.
func Problem(err error) string {
	var several interface{ Unwrap() []error }
	if errors.As(err, &several) {
		return joined(several.Unwrap())
	}
	var e *llm.Error
	if !errors.As(err, &e) {
		if errors.Is(err, context.DeadlineExceeded) {
			return problems[llm.KindTimeoutTotal]
		}
		return err.Error()
	}
	text, known := problems[e.Kind]
	if !known {
		text = e.Error()
	}
	if e.Status != 0 {
		text += fmt.Sprintf(" (HTTP %d)", e.Status)
	}
	switch {
	case e.Detail != "":
		text += ": " + e.Detail
	case e.Kind == llm.KindSkipped, e.Kind == llm.KindEmpty && e.Err != nil, e.Kind == llm.KindRateLimited && e.Err != nil:
		text += fmt.Sprintf(" (%v)", e.Err)
	}
	return text
}

func joined(errs []error) string {
	text := ""
	for i, err := range errs {
		if i > 0 {
			text += "; "
		}
		text += fmt.Sprintf("%d: %s", i+1, Problem(err))
	}
	return text
}
