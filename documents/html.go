package documents

import "context"

func readHTML(ctx context.Context, in input) (*Document, error) { return nil, errNoText }
