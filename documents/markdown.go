package documents

import "context"

func readMarkdown(ctx context.Context, in input) (*Document, error) { return nil, errNoText }
