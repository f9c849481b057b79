package meaning

import "math"

// attend replaces q by what the tokens take from each other, head by head.
func (s *scratch) attend(count int) {
	stride := padded(count, columns)
	s.transpose(count, stride)
	root := float32(1 / math.Sqrt(head))
	probs := s.probs[:stride]
	for t := range count {
		for h := range heads {
			at := t*width + h*head
			q := s.q[at : at+head]
			keys := s.keys[h*head*stride:]
			for c := 0; c < stride; c += columns {
				weigh(probs[c:c+columns], q, keys[c:], stride)
			}
			for i := count; i < stride; i++ {
				probs[i] = -1e30
			}
			sum := softmax(probs, root)
			weigh(q, probs[:count], s.v[h*head:], width)
			for i := range q {
				q[i] /= sum
			}
		}
	}
}

// transpose sets keys to the numbers of k, head by head and number by number.
func (s *scratch) transpose(count, stride int) {
	for t := range count {
		for i, x := range s.k[t*width : (t+1)*width] {
			s.keys[i*stride+t] = x
		}
	}
	for i := range width {
		clear(s.keys[i*stride+count : (i+1)*stride])
	}
}
