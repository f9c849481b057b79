package openapi

import "github.com/google/jsonschema-go/jsonschema"

// keyName is the name of the key among the ways to be let in.
const keyName = "key"

// The parts of a description that are used here, by their names in OpenAPI
// (spec.openapis.org/oas/v3.1.0).
type (
	document struct {
		OpenAPI    string                          `json:"openapi"`
		Info       info                            `json:"info"`
		Paths      map[string]map[string]operation `json:"paths"` // by address and method
		Components struct {
			Schemas  map[string]*jsonschema.Schema `json:"schemas,omitempty"`
			Security map[string]scheme             `json:"securitySchemes,omitempty"`
		} `json:"components"`
	}
	info struct {
		Title       string `json:"title"`
		Description string `json:"description,omitempty"`
		Version     string `json:"version"`
	}
	scheme struct {
		Type        string `json:"type"`
		Scheme      string `json:"scheme"`
		Description string `json:"description"`
	}
	operation struct {
		ID          string                `json:"operationId"`
		Summary     string                `json:"summary"`
		Description string                `json:"description"`
		Parameters  []parameter           `json:"parameters,omitempty"`
		Body        *body                 `json:"requestBody,omitempty"`
		Responses   map[string]response   `json:"responses"` // by status
		Security    []map[string][]string `json:"security,omitempty"`
	}
	parameter struct {
		Name        string             `json:"name"`
		In          string             `json:"in"`
		Description string             `json:"description,omitempty"`
		Required    bool               `json:"required,omitempty"`
		Schema      *jsonschema.Schema `json:"schema"`
	}
	body struct {
		Content  map[string]media `json:"content"` // by type
		Required bool             `json:"required"`
	}
	response struct {
		Description string           `json:"description"`
		Content     map[string]media `json:"content,omitempty"`
	}
	media struct {
		Schema  *jsonschema.Schema `json:"schema"`
		Example any                `json:"example,omitempty"`
	}
)
