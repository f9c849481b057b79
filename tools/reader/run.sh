#!/bin/sh
# Makes the pairs, trains the reader and measures it, from nothing; see README.md.
#
# Usage: tools/reader/run.sh WORK [OTHER-SETS]   from the root of the repository
# Needs Go, Python 3 and a C compiler. WORK keeps what is made on the way; what is
# there is not made again. OTHER-SETS are sets over the shipped materials to
# measure on too: a=questions.jsonl,b=…
# Environment: MINUTES and ROUNDS bound the training, MODEL names its numbers,
# TRAIN holds further options of train.py.
set -eu
work=$1 home=${2:-}
here=$(cd "$(dirname "$0")" && pwd)
file=$here/../../meaning/data/e5-small.bin
learn=referat,udbud,vedtaegt,bibliotek,borger,brand,kontrol,building,leave,school,waste,kulturskole,hjaelpemidler,arkiv,personale,dyr,spildevand,sikkerhed,dagtilbud
own=tune,held,everyday,everyday6 # over the shipped materials
left=ydelse,natur,vej,valg
sealed=skat,pleje,bus,museum,itguide,grants,region,havn,lokaler,boligstoette,kirkegaard
said=referat,udbud,vedtaegt,bibliotek,borger,brand,kontrol,kulturskole,hjaelpemidler,arkiv,personale,dyr,spildevand,sikkerhed,dagtilbud
model=${MODEL:-reader}
export OPENBLAS_NUM_THREADS=1

mkdir -p "$work/open" "$work/sealed" "$work/home"
[ -d "$work/venv" ] || python3 -m venv "$work/venv"
"$work/venv/bin/pip" install -q -r "$here/requirements.txt"
py() { program=$1; shift; nice -n 10 "$work/venv/bin/python" "$here/$program.py" "$@"; }

cd "$here/../.."
candidates() { # folder, names
	jobs=
	for n in $(echo "$2" | tr , ' '); do
		[ -e "$work/$1/$n.jsonl" ] || jobs="$jobs,$n=$here/data/$1/$n.jsonl=$here/data/$1/$n"
	done
	[ -z "$jobs" ] || nice -n 10 go test -count=1 -timeout 60m ./tools/reader -run TestCandidates -sets "${jobs#,}" -out "$work/$1"
}
candidates open $learn,$left
candidates sealed $sealed
for n in $(echo $own | tr , ' '); do
	[ -e "$work/open/$n.jsonl" ] || nice -n 10 go test -count=1 -timeout 60m ./tools/reader -run TestCandidates -sets "$n=$here/../../eval/testdata/questions-$n.jsonl" -out "$work/open"
done
jobs="other=$here/../../eval/testdata/questions-other.jsonl"
[ -z "$home" ] || jobs="$jobs,$home"
names=$(echo "$jobs" | tr , '\n' | sed 's/=.*//' | paste -sd,)
[ -e "$work/home/other.jsonl" ] || nice -n 10 go test -count=1 -timeout 60m ./tools/reader -run TestCandidates -sets "$jobs" -out "$work/home"
[ -e "$work/vectors" ] || go test -count=1 ./tools/reader -run TestVectors -vectors "$work/vectors"

py prove "$file" meaning/testdata/texts.jsonl "$work/vectors"
py cache "$file" "$work/open" "$work/states" --most 6 --training --names $learn,$own
py cache "$file" "$work/open" "$work/states" --most 8 --names $left
py cache "$file" "$work/open" "$work/states" --claims "$here/data/open" --names $said,$left
py cache "$file" - "$work/states" --judged answer/testdata/fields.jsonl --names fields
py cache "$file" "$work/sealed" "$work/measured" --most 8 --names $sealed
py cache "$file" "$work/sealed" "$work/measured" --claims "$here/data/sealed" --names skat,pleje,bus,boligstoette,kirkegaard
py cache "$file" "$work/home" "$work/measured" --most 8 --names "$names"

claims=$(echo $said | sed 's/,/.claims,/g').claims,fields.claims
# shellcheck disable=SC2086
py train "$file" "$work/states" "$work/$model.npz" --names $learn,$own --dev "$left" --claims "$claims" \
	--rounds "${ROUNDS:-3}" --minutes "${MINUTES:-120}" ${TRAIN:-} | tee "$here/logs/$model-train.log"
py measure "$file" "$work/$model.npz" --fit "$work/states=$left" --on "$work/measured=$sealed" --on "$work/measured=$names" \
	--most "${MOST:-8}" --claims "$work/measured=skat.claims,pleje.claims,bus.claims,boligstoette.claims,kirkegaard.claims" | tee "$here/logs/$model-measure.log"
