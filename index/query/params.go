package query

// Params weigh what ranking looks at. [DefaultParams] measured best on the
// project's own questions; docs/retrieval.md has the ablations. A weight of 0
// switches its part off.
type Params struct {
	K1, B     float64 // BM25 over the passage's text
	Head      float64 // a term in the headings over the passage, innermost
	HeadDecay float64 // factor per level outwards, the title last
	Proximity float64 // bonus for concepts that stand close together
	Coverage  float64 // exponent on the share of the question that a passage covers
	KindBonus float64 // share added where the passage holds the kind of answer asked for
	Asked     float64 // share of the score by words that the questions give which a passage is known to answer, 0 to 1
	Semantic  float64 // the place by cosine, where there are vectors, in units of the best score by words
	Pool      int     // candidates that are ranked

	Synonym   float64 // another word for the same, from the synonym file
	Narrow    float64 // a narrower word that a wider one of that file covers
	Related   float64 // a word of nearly the same meaning, from the thesaurus
	Root      float64 // a word of the same origin
	Part      float64 // the word inside a compound
	LastPart  float64 // the last part of the question's compound, alone
	OtherPart float64 // its other parts
	Typo      float64 // a word one edit away, less for two
	General   float64 // a word that questions use to ask, more than to say what about
	Verb      float64 // a verb
	Carried   float64 // a word carried over from the question before
	Aside     float64 // factor for a word that leads up to the question
	Foreign   float64 // a Danish word for a foreign one
}

// DefaultParams are the measured weights.
func DefaultParams() Params {
	return Params{
		K1: 1.46, B: 0.7, Head: 1.04, HeadDecay: 0.6, Proximity: 0.36, Coverage: 0.63, KindBonus: 0.3, Asked: 0.5, Semantic: 1.8, Pool: 200,
		Synonym: 0.67, Narrow: 0.39, Related: 0.54, Root: 0.7, Part: 0.55, LastPart: 0.26, OtherPart: 0.62,
		Typo: 0.74, General: 0.31, Verb: 0.66, Carried: 0.5, Aside: 0.4, Foreign: 0.88,
	}
}
