package documents

import "context"

func readODT(ctx context.Context, in input) (*Document, error) { return nil, errNoText }
func readODP(ctx context.Context, in input) (*Document, error) { return nil, errNoText }
