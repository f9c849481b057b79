package extract

// weights are what the signs weigh and the bounds of what they add up to,
// learned by TestFit in eval (docs/extracts.md).
type weights struct {
	unit    []float64 // of [Extractor.UnitSigns]
	judge   []float64 // a constant, then of [Extractor.Signs]
	belongs []float64 // a constant, then of how sure the words are and how near the hits come

	// Bounds of [Extractor.Sure]: with each set left out of the fitting, three in
	// ten of the answerable questions lie below answer by words, five in ten by
	// meaning, 0.37 where it is known what is asked, and one in forty or less below nearest.
	answer, nearest float64
	// strange is the bound of [Extractor.Belongs]: one in fifty of the answerable
	// questions lies below it, three in a hundred where it is known what is asked.
	strange float64
}

// byWords are the weights where the units' nearness in meaning is not known,
// byMeaning those where it is, byAsked those where it is also known what is
// asked of the best passage.
var (
	byWords = weights{
		unit:    []float64{1.79, 1.84, 1.54, -0.09, -2.53, 3.53, 1.66, 1.53, 0.40, 0.44, 0.34, -0.29, 3.49, -2.58, 0},
		judge:   []float64{-0.94, -2.81, -2.72, 0.73, 0.95, 1.34, -0.88, 0.95, 0.21, 0.63, 1.47, -1.86, -0.60, -1.75, 0.48, -0.37, 0, 0, 0, 0},
		belongs: standsOut,
		answer:  1.15, nearest: -0.8, strange: 1.64,
	}
	byMeaning = weights{
		unit:    meant,
		judge:   []float64{-2.36, -0.46, -0.38, 0.81, 0, 0.86, -0.06, 0.16, -0.43, 0.90, 0.38, -0.10, -0.31, -1.23, 0, 0.30, 1.38, 1.97, 0, 0},
		belongs: standsOut,
		answer:  0.9, nearest: -0.8, strange: 1.64,
	}
	byAsked = weights{
		unit:    meant,
		judge:   []float64{-1.40, -1.20, -0.28, 0.65, -0.14, 1.06, -0.25, 0.03, -0.67, 1.02, 0.54, -0.42, -0.34, -1.27, 0.33, 0.13, 0.34, 0.56, 1.58, 1.99},
		belongs: []float64{-4.62, 1.16, 0.76},
		answer:  0.80, nearest: -0.9, strange: -2.1,
	}

	// standsOut goes by how near the hits come alone.
	standsOut = []float64{0, 0, 1}

	// meant are the weights of units whose nearness is known.
	meant = []float64{-0.56, 1.15, 0.43, -0.16, -1.21, 3.63, 1.76, 1.37, 0.29, 0.83, -0.23, -1.45, 1.80, -0.74, 6.49}
)
