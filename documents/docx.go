package documents

import "context"

func readDOCX(ctx context.Context, in input) (*Document, error) { return nil, errNoText }
