#!/bin/sh
# Makes the candidates, trains the reader and measures it, from nothing; see README.md.
#
# Usage: tools/reader/run.sh WORK   from the root of the repository
# Needs Go and Python 3. WORK keeps what is made on the way; what is there is not
# made again. Environment: PUBLIC are files in the form of SQuAD 2.0 to learn from
# first (a.json,b.json), MODEL names the numbers, TRAIN holds further options of
# train.py, INDEX may be where pip finds builds of torch without CUDA.
set -eu
work=$1
here=$(cd "$(dirname "$0")" && pwd)
root=$here/../..
file=$root/meaning/data/e5-small.bin
fields=referat,udbud,vedtaegt,bibliotek,borger,brand,kontrol,building,leave,school,waste,kulturskole,hjaelpemidler,arkiv,personale,dyr,spildevand,sikkerhed,dagtilbud,skat,pleje,bus,museum,itguide,grants,region,havn,lokaler,boligstoette,kirkegaard,psykiatri,databrug,idraet,parkering,erhvervsskole,lokalplan,forskning,tjenesterejse,sygedagpenge,plejefamilie,energi,foedsel,forening,aimyndighed,byggesag,folkepension,genbrug,itdrift,aktindsigt,anskaffelse,jagt,fiskeri,klage,loen,onboarding,relocation,arbejdsmiljoe,hospital,hygiejne,beredskab,klimaplan,reisetid,landbrug,erhverv,moms,byraad,budget,strategi,elev,su,frivillig,revision,databeskyt,sverige
left=ydelse,natur,vej,valg
own=tune,held # over the shipped materials
sealed=cykel,integration,legat,laegemiddel,boernetand,vandmiljoe,sfo,vielse,grundvand,aieftersyn
model=${MODEL:-reader}
# Threads that wait must not spin, where others want the processor.
export OMP_NUM_THREADS=2 OMP_WAIT_POLICY=PASSIVE GOMP_SPINCOUNT=0

mkdir -p "$work/open" "$work/sealed" "$work/home"
[ -d "$work/venv" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q ${INDEX:+--extra-index-url "$INDEX"} -r "$here/requirements.txt"
py() { program=$1; shift; nice -n 10 "$work/venv/bin/python" -u "$here/$program.py" "$@"; }

candidates() { # folder, names, where questions stand, where documents stand (none: the shipped materials)
	for n in $(echo "$2" | tr , ' '); do
		[ -s "$work/$1/$n.jsonl" ] || nice -n 10 go test -count=1 -timeout 60m "$here" -run TestCandidates -sets "$n=$3$n.jsonl${4:+=$4$n}" -out "$work/$1"
	done
}
candidates open $fields,$left "$here/data/open/" "$here/data/open/"
candidates open $own "$root/eval/testdata/questions-" ""
candidates home other "$root/eval/testdata/questions-" ""
candidates sealed $sealed "$here/data/sealed/" "$here/data/sealed/"
[ -e "$work/vectors" ] || go test -count=1 "$here" -run TestVectors -vectors "$work/vectors"

py prove "$file" "$root/meaning/testdata/texts.jsonl" "$work/vectors"
begin=
if [ -n "${PUBLIC:-}" ]; then
	[ -e "$work/public.npz" ] || py train "$file" - "$work/public.npz" --public "$PUBLIC" --count 2000 --most 2 --rounds 1 --batch 16 --doubt 1 | tee "$here/logs/public.log"
	begin="--init $work/public.npz"
fi
# shellcheck disable=SC2086
py train "$file" "$work/open" "$work/$model.npz" --states "$work/states" --names $fields,$own $begin ${TRAIN:-} | tee "$here/logs/$model.log"
py measure "$file" "$work/$model.npz" "$work/open" --states "$work/states" --fit $left \
	--on "$work/sealed=$sealed" --on "$work/home=other" | tee "$here/logs/$model-measure.log"
