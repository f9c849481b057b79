package answer
import ("testing";"os";"strings")
func TestZZ(t *testing.T){
 x:=shippedIndex(t)
 for _,l:=range readLabelled(t){ if !strings.Contains(","+os.Getenv("IDS")+",",","+l.ID+",") {continue}
  v:=verifier{index:x,sources:sourcesOf(t,x,l.Sources)}
  c:=v.claim(strings.TrimSpace(citation.ReplaceAllString(l.Sentence,"")),func()(o []*support){for _,n:=range cited(l.Sentence){o=append(o,v.support(n))};return}())
  t.Log(l.ID,l.Sentence, v.check(l.Sentence).reason)
  t.Log(" facts ",c.facts)
  for _,f:=range c.facts { ok:=c.placed(place{f.at,f.to,func(u *statement,cl *clause)bool{return c.factIn(f,u,cl)},func(u *statement,cl *clause)bool{return f.rivalled(u,cl)}}); if !ok {t.Log("  fact fails",f)}}
  t.Log(" measures",c.measuresHold()," names",c.namesHold()," turned",c.turned()," carried",c.carried(),c.clauseAdded())
  for _,w:=range c.words { if content(w)&&!c.holds(w){t.Log("   unheld",w.Raw,w.Stem)}}
  for _,cl:=range c.clauses { { for _,a:=range c.align(cl){ var s,r []string; for _,w:=range a.clause.words{s=append(s,w.Raw)}; for _,w:=range cl.words{r=append(r,w.Raw)}; t.Log("   align:",contradicts(cl,a),strings.Join(r," ")," <> ",strings.Join(s," "),a.score)}}}
 }
}
