package answer

import "context"

// choose decides, once for an answer, whether its model is asked.
func (w *work) choose(ctx context.Context) {
	cfg := w.eng.cfg
	if w.spent = cfg.Chat != nil && cfg.Spent != nil && cfg.Spent(ctx); !w.spent {
		w.chat = cfg.Chat
	}
}
