package extract

// weights are what the signs weigh and the bounds of what they add up to,
// learned by TestFit in eval (docs/extracts.md).
type weights struct {
	unit    []float64 // of [Extractor.UnitSigns]
	judge   []float64 // a constant, then of [Extractor.Signs]
	belongs []float64 // a constant, then of how sure the words are and how near the hits come

	// Bounds of [Extractor.Sure]: with each set left out of the fitting, three in
	// ten of the answerable questions lie below answer by words, four in ten by
	// meaning, and one in fifty or less below nearest.
	answer, nearest float64
	// strange is the bound of [Extractor.Belongs]: with each set left out, one in
	// fifty of the answerable questions lies below it.
	strange float64
}

// byWords are the weights where the units' nearness in meaning is not known,
// byMeaning those where it is.
var (
	byWords = weights{
		unit:    []float64{1.79, 1.84, 1.54, -0.09, -2.53, 3.53, 1.66, 1.53, 0.40, 0.44, 0.34, -0.29, 3.49, -2.58, 0},
		judge:   []float64{-0.94, -2.81, -2.72, 0.73, 0.95, 1.34, -0.88, 0.95, 0.21, 0.63, 1.47, -1.86, -0.60, -1.75, 0.48, -0.37, 0, 0},
		belongs: []float64{-4.43, 1.17, 12.74},
		answer:  1.15, nearest: -0.8, strange: -1.74,
	}
	byMeaning = weights{
		unit:    []float64{-0.31, 1.63, 0.65, -0.01, -1.43, 3.89, 1.65, 1.50, 0.60, 0.70, -0.09, -0.95, 2.09, -0.79, 4.98},
		judge:   []float64{-1.43, -0.74, -1.0, 0.8, -0.4, 1.03, -0.11, 0.08, -0.29, 0.8, 0.64, -0.74, -0.4, -1.82, -1.09, 0.12, 2.3, 2.83},
		belongs: []float64{-3.34, 1.04, 10.11},
		answer:  0.99, nearest: -0.77, strange: -1.66,
	}
)
