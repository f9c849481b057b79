package pdf

import (
	"fmt"
	"strings"
	"testing"

	"github.com/digitaskforce/taskforce/documents/documentstest"
)

// marked is text under an element of the structure: "H1", or "L/LI/LBody".
type marked struct {
	path string
	show show
}

// taggedPDF writes a page whose text is tagged. Texts after each other with one
// path are one element, and spaces tell those of one name apart; role says what types of its own stand for.
func taggedPDF(role string, texts ...marked) []byte {
	const first = 8 // the first element's object
	objects := []string{
		"<</Type/Catalog/Pages 2 0 R/MarkInfo<</Marked true>>/StructTreeRoot 6 0 R>>",
		"<</Type/Pages/Kids[5 0 R]/Count 1>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica/Encoding/WinAnsiEncoding>>",
		"<</Type/Font/Subtype/Type1/BaseFont/Helvetica-Bold/Encoding/WinAnsiEncoding>>",
		"", "", "",
	}
	kids := map[int][]string{} // of elements, by object
	types := map[int]string{}
	parents := map[int]int{}
	open := map[string]int{} // by path, while its texts follow each other
	next, before := first, ""
	var content, leaves strings.Builder
	for mark, m := range texts {
		if m.path != before {
			for path := range open {
				if !strings.HasPrefix(m.path+"/", path+"/") || path == m.path {
					delete(open, path)
				}
			}
		}
		before = m.path
		parent, path := 0, ""
		for name := range strings.SplitSeq(m.path, "/") {
			path = strings.TrimPrefix(path+"/"+name, "/")
			if open[path] == 0 {
				open[path], types[next], parents[next] = next, strings.TrimSpace(name), parent
				kids[parent] = append(kids[parent], fmt.Sprintf("%d 0 R", next))
				next++
			}
			parent = open[path]
		}
		kids[parent] = append(kids[parent], fmt.Sprint(mark))
		fmt.Fprintf(&leaves, "%d 0 R ", parent)
		fmt.Fprintf(&content, "/%s <</MCID %d>> BDC %sEMC\n", types[parent], mark, pageStream([]show{m.show}))
	}
	objects[4] = fmt.Sprintf("<</Type/Page/Parent 2 0 R/StructParents 0/MediaBox[0 0 595 842]/Resources<</Font<</F1 3 0 R/F2 4 0 R>>>>/Contents %d 0 R>>", next)
	objects[5] = fmt.Sprintf("<</Type/StructTreeRoot/K[%s]/ParentTree 7 0 R/RoleMap<<%s>>>>", strings.Join(kids[0], " "), role)
	objects[6] = fmt.Sprintf("<</Nums[0 [%s]]>>", leaves.String())
	for n := first; n < next; n++ {
		parent := parents[n]
		if parent == 0 {
			parent = 6
		}
		objects = append(objects, fmt.Sprintf("<</Type/StructElem/S/%s/P %d 0 R/Pg 5 0 R/K[%s]>>", types[n], parent, strings.Join(kids[n], " ")))
	}
	objects = append(objects, fmt.Sprintf("<</Length %d>>\nstream\n%s\nendstream", content.Len(), content.String()))
	return documentstest.JoinPDF(objects, "/Root 1 0 R")
}

// TestTagged reads tagged files: their headings are those that are marked,
// whatever they look like, and so are their list items; of tags that mark
// nothing of use, the looks decide.
func TestTagged(t *testing.T) {
	body := "Kommunen svarer inden for fire uger, og borgeren kan klage."
	long := []string{"Krav 2: Hvert svar, der sendes på papir eller med digital post,", "skal have en vejledning om klage. Er den", "der, og nævner den fristen og den myndighed, der klages til?"}
	for name, c := range map[string]struct {
		role  string
		texts []marked
		want  string
	}{
		"headings": {"/Overskrift/H2", []marked{
			{"Title", show{60, 780, 12, false, "Politik for svar"}},
			{"H1", show{60, 740, 12, false, "2.Frister for svar på breve"}}, {"H1", show{60, 725, 12, false, "og for svar i telefonen"}},
			{"P", show{60, 700, 12, false, body}},
			{"P", show{60, 670, 18, true, "Et citat, der er stort og fedt"}},
			{"Sect/Overskrift", show{60, 640, 12, false, "1.1"}}, {"Sect/Overskrift", show{300, 638, 12, false, "Klager"}},
			{"Sect/P", show{60, 610, 12, false, body}},
		}, "h1 Politik for svar [1]\nh2 2. Frister for svar på breve og for svar i telefonen [1]\np " + body + " [1]\np Et citat, der er stort og fedt [1]\nh3 1.1 Klager [1]\np " + body + " [1]\n"},
		"lists": {"", []marked{
			{"P", show{60, 740, 12, false, "Der er to frister, som gælder for alle breve:"}},
			{"L/LI/LBody", show{80, 720, 12, false, "fire uger for breve, der kommer fra borgere, og som"}}, {"L/LI/LBody", show{80, 705, 12, false, "kræver et svar"}},
			{"L/LI", show{80, 690, 12, false, "to uger for andre"}}, {"L/LI ", show{70, 675, 12, false, "\u2022"}},
			{"P", show{60, 660, 12, false, body}},
		}, "p Der er to frister, som gælder for alle breve: [1]\nitem1 fire uger for breve, der kommer fra borgere, og som kræver et svar [1]\nitem1 to uger for andre [1]\np " + body + " [1]\n"},
		"tables": {"", []marked{
			{"P", show{60, 760, 12, false, "Taksterne gælder fra årets begyndelse:"}},
			{"Table/TR/TH", show{60, 740, 12, false, "Ydelse"}}, {"Table/TR/TH /P", show{300, 733, 12, false, "Pris"}},
			{"Table/TR /TD", show{60, 715, 12, false, "Kørekort, der udstedes"}}, {"Table/TR /TD", show{60, 700, 12, false, "første gang"}}, {"Table/TR /TD /L/LI", show{300, 707, 12, false, "280 kroner"}},
			{"Table/TR  /TD", show{60, 680, 12, false, "Pas"}}, {"Table/TR  /TD ", show{300, 680, 12, false, "893 kroner"}},
			{"P", show{60, 650, 12, false, body}},
		}, "p Taksterne gælder fra årets begyndelse: [1]\nhead Ydelse | Pris [1]\nrow Kørekort, der udstedes første gang | 280 kroner [1]\nrow Pas | 893 kroner [1]\np " + body + " [1]\n"},
		"a frame": {"", []marked{
			{"Table/TR/TD/P", show{60, 740, 12, false, "Kommunen svarer inden for fire uger, og"}}, {"Table/TR/TD/P", show{60, 725, 12, false, "borgeren kan klage."}},
		}, "p Kommunen svarer inden for fire uger, og borgeren kan klage. [1]\n"},
		"no headings marked": {"", []marked{
			{"P", show{60, 740, 18, true, "Frister for svar"}}, {"P", show{60, 710, 12, false, body}},
		}, "h1 Frister for svar [1]\np " + body + " [1]\n"},
		"long headings": {"", []marked{
			{"H1", show{60, 780, 15, false, "Krav 1: Svar"}}, {"P", show{60, 755, 12, false, body}},
			{"H1 ", show{60, 730, 15, false, long[0]}}, {"H1 ", show{60, 712, 15, false, long[1]}}, {"H1 ", show{60, 694, 15, false, long[2]}}, {"P", show{60, 670, 12, false, body}},
			{"H1  ", show{60, 650, 15, false, long[0]}}, {"H1  ", show{60, 632, 15, false, long[1]}}, {"H1  ", show{60, 614, 15, false, long[2]}}, {"P", show{60, 590, 12, false, body}},
			{"H2", show{60, 560, 12, true, "En linje i fed, der ikke er mærket som andet"}}, {"P", show{60, 530, 12, false, body}}, {"P", show{60, 515, 12, false, body}}, {"P", show{60, 500, 12, false, body}}, {"P", show{60, 485, 12, false, body}},
		}, "h1 Krav 1: Svar [1]\np " + body + " [1]\nh1 " + strings.Join(long, " ") + " [1]\np " + body + " [1]\nh1 " + strings.Join(long, " ") + " [1]\np " + body +
			" [1]\nh2 En linje i fed, der ikke er mærket som andet [1]\np " + strings.Repeat(" "+body, 4)[1:] + " [1]\n"},
		"all is a heading": {"", []marked{
			{"H1", show{60, 740, 18, true, "Frister for svar"}},
			{"H1", show{60, 710, 12, false, body}}, {"H1", show{60, 695, 12, false, body}}, {"H1", show{60, 680, 12, false, body}},
		}, "h1 Frister for svar [1]\np " + strings.Repeat(" "+body, 3)[1:] + " [1]\n"},
	} {
		doc, err := Read(t.Context(), pdfInput(t, taggedPDF(c.role, c.texts...)))
		if err != nil {
			t.Errorf("%s: %v", name, err)
			continue
		}
		if got := documentstest.Outline(doc.Blocks); got != c.want {
			t.Errorf("%s: got\n%swant\n%s", name, got, c.want)
		}
	}
}
