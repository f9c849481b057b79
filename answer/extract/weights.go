package extract

// weights are what the signs weigh and the bounds of what they add up to,
// learned by TestFit in eval (docs/extracts.md).
type weights struct {
	unit    []float64 // of [Extractor.UnitSigns]
	judge   []float64 // a constant, then of [Extractor.Signs]
	belongs []float64 // a constant, then of how sure the words are, how near the hits come and [Extractor.AheadOfElsewhere]

	// Bounds of [Extractor.Sure]: with each set left out of the fitting, three in
	// ten of the answerable questions lie below answer by words and by meaning, a
	// fifth of the everyday ones over the shipped materials where it is known what is
	// asked, and one in thirty or less below nearest.
	answer, nearest float64
	// vain is what [Extractor.Ahead] weighs beside [Extractor.Sure], and beside the
	// bound of an answer by both; 0 where it does not.
	vain, beside float64
	// strange is the bound of [Extractor.Belongs]: one in fifty of the answerable
	// questions lies below it, where it is known what is asked four in a thousand.
	strange float64
}

// byWords are the weights where the units' nearness in meaning is not known,
// byMeaning those where it is; byAskedWords and byAsked the same where it is also
// known what is asked of the best passage.
var (
	byWords = weights{
		unit:    []float64{1.79, 1.84, 1.54, -0.09, -2.53, 3.53, 1.66, 1.53, 0.40, 0.44, 0.34, -0.29, 3.49, -2.58, 0, 0, 0},
		judge:   []float64{-0.94, -2.81, -2.72, 0.73, 0.95, 1.34, -0.88, 0.95, 0.21, 0.63, -0.12, -1.86, -0.60, -1.75, 0.48, -0.37, 0, 0, 0, 0, 0},
		belongs: standsOut,
		answer:  1.15, nearest: -0.8, strange: 1.64,
	}
	byMeaning = weights{
		unit:    meant,
		judge:   []float64{-3.62, -0.39, -0.06, 0.69, 0.04, 0.51, -0.23, -0.27, -0.25, 0.53, -0.92, 0.04, 0.11, -0.64, 0, 0.56, 2.38, 2.97, 0, 0, 0},
		belongs: []float64{-2.63, 1.66, 0.72, 0},
		answer:  0.80, nearest: -0.8, strange: -2.4,
	}
	byAsked = weights{
		unit:    []float64{-0.68, 1.35, 0.27, -0.67, -1.16, 5.10, 1.45, -0.17, -0.27, 0.78, -0.04, -0.77, 0.50, -0.52, 4.31, 5.97, 3.52},
		judge:   []float64{-2.56, -0.87, -0.55, 0.43, 0.08, 1.01, -0.24, 0.14, -0.27, 0.67, -1.03, -0.52, -0.44, -1.05, 0.15, -0.02, 1.25, 1.54, 1.92, 2.48, 0},
		belongs: []float64{-4.34, 1.89, 0.63, 83.5},
		answer:  1.65, nearest: -0.3, strange: -2.42,
		vain: 42.9, beside: 2.2,
	}
	byAskedWords = weights{
		unit:    []float64{0.40, 1.20, 0.13, -0.58, -2.10, 4.49, 1.95, 1.43, 1.08, 0.81, -0.52, -2.10, 1.10, -2.58, 0, 0, 7.56},
		judge:   []float64{-1.48, -1.39, -0.39, 1.43, 0.53, 0.71, -0.40, 0.05, -0.49, 1.08, 0.18, -1.16, -0.68, -1.31, -0.35, 0.06, 0, 0, 0, 0, 1.40},
		belongs: standsOut,
		answer:  0.84, nearest: -0.32, strange: 1.64,
	}

	// standsOut goes by how near the hits come alone.
	standsOut = []float64{0, 0, 1, 0}

	// meant are the weights of units whose nearness is known.
	meant = []float64{0.07, 0.68, 0.76, 0.60, -0.69, 4.28, 1.58, 0.86, -0.03, 0.58, -0.01, -0.61, 1.43, -0.52, 8.85, 0, 0}
)
