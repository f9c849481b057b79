package documents

import "context"

func readPPTX(ctx context.Context, in input) (*Document, error) { return nil, errNoText }
