/**
 * Weights of the linear models of `TaskClassifier`, in hundredths: made by bench/train/classifier.ts, not by hand.
 * Learned from public requests (docs/classification.md names the data sets and their licences); none of their text is here.
 */
export const categoryWeights = `coding	math	research	language	empathy	general
language	316	-40	-2	-40	-58	-42
code	257	-7	-42	-25	-79	-47
syntax	152	18	-18	-19	-19	-19
math	10	227	-40	-41	-58	-61
wordProblem	-41	159	-43	-40	-5	-11
evidence	-38	-59	194	-19	-40	-38
science	-39	-40	180	-21	-4	-19
explain	-40	-41	136	-37	-16	17
rewrite	-60	-61	-61	327	-43	-8
tongues	-37	-39	-39	177	-40	16
passage	-7	-23	-5	85	-62	-7
feelings	-78	-58	-19	-20	217	-41
people	-59	0	-40	-22	105	16
burden	-39	-16	-15	-19	92	17
self	-40	-46	-64	-17	136	32
others	-16	10	-21	-16	35	-1
us	0	-1	-1	-18	22	17
question	-21	-2	20	-20	-18	70
whatIs	-3	10	50	11	-22	30
why	-3	10	54	-16	1	11
advice	22	-20	-4	3	32	52
emphasis	0	1	-3	0	6	-5
negation	-1	-1	-2	1	7	-5
rebuke	-1	0	-1	1	2	-1
you	-1	1	-23	6	13	42
errand	-38	-32	-34	-36	-41	182
make	-6	-62	-39	-19	-42	149
fact	-21	-22	46	-21	-41	96
chat	-59	-56	-36	-31	19	125
leisure	-57	-33	-34	-39	-40	108
place	-39	-20	18	-16	-39	58
extract	9	-1	0	14	-2	-1
verify	2	0	-1	-1	0	1
reason	1	37	0	0	2	-1
anger	-38	-38	-19	-18	77	18
trouble	18	-17	-21	-18	42	-4
sorrow	-38	-38	-18	-18	95	0
fear	-38	-38	-18	-19	76	-1
joy	-39	-38	-35	-17	0	73
confusion	-5	-21	-17	-17	17	25
making	15	-4	-3	1	-2	-7
image	6	-20	-19	0	-20	35
act	7	2	-17	0	-39	67
thrift	0	-1	0	2	0	0
language within	62	-7	0	-8	-12	-8
code within	53	0	-9	-5	-16	-11
syntax within	35	3	-3	-3	-5	-8
math within	-1	53	-9	-6	-13	-16
wordProblem within	-8	46	-13	-4	-5	-12
evidence within	-8	-11	36	2	-9	-10
science within	-9	-7	31	2	-1	-5
explain within	-8	-7	26	-6	-4	3
rewrite within	-11	-12	-12	66	-9	-4
tongues within	-7	-8	-8	37	-8	2
passage within	-3	0	-3	20	-13	-5
feelings within	-16	-12	-6	3	44	-11
people within	-13	2	-7	2	21	-4
burden within	-8	-1	-6	3	18	-2
self within	-7	-10	-14	5	29	-3
others within	-7	12	-11	19	3	-18
us within	-1	-1	-1	2	4	1
question within	-4	0	9	2	-5	4
whatIs within	-1	3	12	2	-4	3
why within	-1	5	11	-3	-1	1
advice within	4	-3	-1	3	6	8
emphasis within	0	4	-4	9	0	-10
negation within	-1	1	-3	10	1	-7
rebuke within	0	1	-1	4	0	-3
you within	2	1	-6	5	1	4
errand within	-6	-5	-8	3	-10	26
make within	-5	-11	-8	2	-9	27
fact within	-5	-7	21	2	-10	6
chat within	-13	-10	-9	4	3	17
leisure within	-12	-6	-7	-2	-9	17
place within	-9	-5	2	5	-9	8
extract within	2	2	0	4	-1	-3
verify within	2	1	-1	2	-1	-2
reason within	2	8	-2	3	0	-3
anger within	-8	-8	-5	-1	15	2
trouble within	2	-1	-7	5	8	-7
sorrow within	-8	-8	-5	0	19	-2
fear within	-8	-8	-5	-1	15	-1
joy within	-7	-8	-8	3	-1	9
confusion within	0	-3	-3	0	3	-1
making within	0	1	-1	5	-1	-3
image within	0	-4	-4	1	-4	7
act within	-1	3	-1	6	-9	6
haste within	0	0	-1	2	0	-2
stakes within	0	0	0	3	-1	-1
length	4	12	12	12	-7	-32
lines	1	-1	-6	13	-2	-4
digits	-5	73	2	-5	-8	-18
numbers	-2	101	-3	-4	-24	-10
codeSigns	228	-38	-38	-37	-38	-38
brackets	58	19	0	0	-19	-20
identifiers	77	0	0	0	-19	-20
operators	2	97	-20	-20	-20	-21
commands	-38	228	-38	-38	-38	-38
fences	190	0	0	0	0	0
choices	-2	8	-2	-1	-1	-2
question	-26	7	40	-26	-23	58
questions	-10	9	28	-8	-6	-12
exclamation	0	0	0	2	-1	0
exclamations	0	0	-1	4	-1	-2
questionAndExclamation	0	0	0	3	-1	-2
shouted	7	-3	3	5	-4	-9
otherLetters	0	0	0	2	0	-1
quotes	1	1	-1	3	-1	-3
ellipses	1	-2	-2	10	-2	-4
emoji	0	0	0	2	0	-1
stops	6	11	-7	8	1	-18
negation+you	-1	1	-1	2	-1	-1
you+exclamations	0	0	0	2	-1	-1
you+questions	0	0	2	3	-3	-2
bias	2	-1	52	6	-10	46`

export const formWeights = `simple-query	complex-reasoning	data-extraction	creative	validation
code	0	-3	2	-3	5
syntax	0	-2	-2	7	-2
math	-15	55	-11	-36	6
wordProblem	-1	2	-1	-2	1
evidence	-41	47	-4	-3	1
science	-1	3	0	2	-3
explain	2	-8	-3	0	8
rewrite	1	-31	-13	16	28
tongues	-1	-1	4	-2	-1
passage	-32	8	54	-11	41
feelings	-3	-3	-1	5	3
people	23	-1	-7	-5	-10
self	13	-6	-7	-14	15
others	-13	1	-11	6	17
us	-7	-3	9	1	1
question	44	-3	15	-25	-7
whatIs	13	-1	1	-8	-6
why	5	-9	-5	-2	11
advice	1	-12	-2	4	9
emphasis	-3	-1	5	-1	-1
negation	-6	6	-7	-4	11
rebuke	-2	4	-4	-2	4
you	-5	-14	2	10	6
errand	54	-21	-13	8	-16
make	-34	-42	-30	187	-46
fact	51	-18	15	-5	-7
chat	48	-24	-29	6	-1
leisure	1	3	-2	-1	-1
place	-2	-5	0	4	4
extract	8	4	142	-37	-7
verify	-32	7	-16	-34	158
reason	-37	123	-15	-11	24
trouble	-3	1	-5	0	7
fear	0	-1	-1	3	-1
joy	15	-6	-9	-5	4
confusion	26	-14	8	-10	-10
making	-14	-8	-11	41	-9
image	0	-4	5	0	-1
act	1	0	-2	0	1
stakes	-1	-2	2	1	-1
thrift	-1	6	-1	-3	-1
language within	-1	2	0	-1	-1
code within	-4	-2	9	1	-4
syntax within	-3	-1	9	-1	-3
math within	-8	7	9	-5	-4
wordProblem within	-8	8	5	2	-6
evidence within	-11	7	4	5	-6
science within	-7	4	13	-4	-6
explain within	-4	2	5	-1	-1
rewrite within	-7	-18	-1	-3	30
tongues within	-3	-6	15	-3	-4
passage within	-26	9	24	-22	27
feelings within	-5	-7	11	4	-3
people within	-6	-8	11	2	1
burden within	-5	-5	14	-1	-3
self within	-4	2	-12	3	10
others within	-25	13	27	-8	-8
us within	-1	1	-4	6	-2
question within	-1	9	15	-8	-11
whatIs within	-2	0	-1	-2	4
why within	-4	13	-7	-4	1
advice within	-3	-4	3	-4	8
emphasis within	-7	2	12	0	-8
negation within	-5	4	-4	0	4
rebuke within	-1	-1	0	2	1
you within	-5	-4	-1	2	8
errand within	0	-3	10	0	-4
make within	-14	-25	23	32	-8
fact within	1	-18	32	-12	4
chat within	3	-6	0	-1	3
leisure within	-5	1	10	-1	-5
place within	-7	-17	21	5	-2
extract within	-8	7	31	-7	-1
verify within	-10	4	-3	-10	36
reason within	-12	40	-3	-2	-6
anger within	-2	-1	3	0	0
trouble within	-5	5	0	2	-2
sorrow within	-2	-4	5	2	-2
fear within	-1	-1	-4	4	2
joy within	-3	-4	0	-1	9
confusion within	-6	3	-2	-4	9
making within	-3	-3	8	2	-4
image within	-1	-1	2	-1	-1
act within	-5	-4	9	3	-3
haste within	-1	0	2	1	-3
stakes within	-1	-2	3	2	-1
length	-120	50	25	16	29
lines	4	26	2	-23	-9
digits	-11	-5	13	-1	4
numbers	-7	-2	2	2	5
codeSigns	-3	-2	-1	9	-2
brackets	-5	2	6	0	-4
identifiers	-2	-3	-2	8	-1
operators	-4	0	-1	7	-2
commands	-36	72	0	-24	0
choices	-54	132	-11	-57	1
question	46	3	3	-42	13
questions	15	-3	-19	-33	40
shouted	-5	-6	3	6	2
quotes	-16	-1	-5	-7	30
indented	-2	-1	5	-3	1
parentheses	-3	10	-4	0	-3
ellipses	-2	-14	15	4	-4
stops	-26	3	15	5	4
you+questions	-7	-10	-2	9	10
bias	189	-29	-115	23	-68`

export const emotionWeights = `frustrated	sad	anxious	confused	positive	neutral
syntax	-1	1	-2	0	0	1
wordProblem	-1	0	-1	1	-1	2
science	0	1	2	-1	-1	0
passage	-1	0	-1	2	0	0
feelings	14	54	55	-9	-26	-18
people	-2	4	0	-1	-2	1
burden	9	10	20	-1	1	1
self	-14	19	19	14	6	-24
others	6	4	5	1	2	2
question	-1	-1	1	31	-11	11
whatIs	-1	-1	0	3	-1	0
why	12	-2	-1	48	-11	-1
advice	-2	1	-1	1	1	0
emphasis	12	8	1	-2	4	-9
negation	26	5	1	24	-24	2
rebuke	103	2	0	10	-28	-17
you	14	4	-9	2	7	2
errand	0	-3	-1	1	0	3
make	-1	-1	1	-1	2	0
fact	-1	0	-1	3	-1	-1
chat	-12	-5	-6	3	47	3
verify	-1	0	-1	3	0	0
reason	0	-2	-2	5	-2	2
anger	111	5	9	-6	-43	-26
trouble	45	8	7	17	-19	2
sorrow	-8	141	1	-8	-27	-19
fear	1	1	138	-8	-24	-18
joy	-52	-25	-27	-27	131	-21
confusion	2	-4	4	124	-22	-3
making	-1	0	3	-1	0	0
act	-1	-1	-1	0	1	3
haste	19	1	40	0	1	0
feelings within	14	28	28	0	-14	-7
burden within	7	7	14	0	0	0
self within	0	7	7	7	0	-7
others within	10	3	0	0	0	0
question within	0	0	0	21	-7	7
why within	11	0	0	28	-7	0
emphasis within	14	4	0	0	0	-7
negation within	17	7	7	7	-14	0
rebuke within	77	0	0	7	-21	-14
you within	14	0	0	0	0	0
chat within	-7	0	0	0	21	7
anger within	70	7	0	0	-28	-14
trouble within	35	7	7	7	-14	0
sorrow within	0	70	7	0	-14	-7
fear within	7	7	70	0	-14	-7
joy within	-35	-14	-14	-14	70	-7
confusion within	7	0	7	70	-14	0
haste within	14	0	28	0	0	0
length	31	8	1	3	-6	-28
digits	-2	0	-1	-1	1	3
numbers	-1	0	-1	-1	1	2
brackets	-5	-1	-1	1	1	5
operators	-1	0	0	0	0	2
question	-5	-3	-3	47	-13	7
questions	-7	-5	5	76	-24	5
exclamation	-6	0	-2	-1	7	3
exclamations	29	0	16	-22	41	-24
questionAndExclamation	48	0	9	12	-10	-9
shouted	34	-3	9	2	0	8
parentheses	-1	3	0	0	-1	-1
ellipses	7	28	10	21	-8	2
emoji	-1	3	0	-1	2	-2
stops	1	2	1	-7	4	0
negation+you	26	0	-4	6	-9	2
negation+exclamations	36	0	9	1	-18	-8
you+exclamations	16	0	-1	0	5	1
you+questions	12	-1	-2	8	-11	-1
exclamations-joy	60	2	28	0	-48	-21
bias	-25	0	8	-1	24	95`

export const aidWeights = `none	tools	images
language	10	-5	-6
code	81	-40	-57
math	45	-27	-35
wordProblem	37	-20	-17
evidence	-11	-7	18
science	4	1	-5
explain	3	-9	7
rewrite	15	-7	-8
tongues	2	0	-2
passage	23	-12	-11
feelings	72	-72	-51
people	4	-10	6
burden	-3	5	-2
self	-16	58	-42
others	18	-31	13
us	1	1	-2
question	-2	0	2
whatIs	-10	3	7
why	16	-21	5
advice	-14	36	-22
emphasis	11	-3	-8
negation	10	-3	-6
rebuke	-2	-4	7
you	-1	11	-11
errand	-41	135	-26
make	71	-66	-22
fact	-10	8	2
chat	1	1	-3
leisure	-7	7	0
place	-2	44	-8
extract	-1	7	-6
verify	4	0	-4
reason	-4	-5	9
anger	-2	-1	3
trouble	9	-1	-8
sorrow	2	-1	-2
fear	0	3	-3
joy	4	0	-4
confusion	-39	-33	72
making	15	-13	-3
image	-87	-49	306
act	-31	154	-21
haste	2	34	-2
thrift	2	-1	-1
language within	-1	2	-1
code within	14	-3	-14
syntax within	3	1	-4
math within	13	-3	-13
wordProblem within	30	-14	-16
evidence within	2	1	-3
science within	7	-2	-5
explain within	3	0	-3
rewrite within	2	0	-2
tongues within	2	-1	-1
passage within	7	-3	-5
feelings within	24	-19	-15
people within	12	-5	-7
burden within	10	-5	-5
self within	11	-3	-9
others within	41	-18	-23
us within	2	-1	-2
question within	3	4	-7
whatIs within	1	1	-2
why within	10	-5	-5
advice within	-1	6	-4
emphasis within	15	-8	-7
negation within	9	-5	-4
rebuke within	3	-1	-2
you within	1	4	-5
errand within	8	17	-11
make within	16	-11	-8
fact within	-2	10	-8
chat within	9	-3	-6
leisure within	7	-2	-5
place within	4	6	-3
extract within	1	1	-2
verify within	2	-1	-1
reason within	4	-1	-3
anger within	3	-1	-1
trouble within	11	-7	-5
sorrow within	3	-2	-1
fear within	2	0	-1
joy within	4	-1	-3
confusion within	6	-1	-5
making within	5	-2	-3
image within	-13	-7	53
act within	1	25	-6
haste within	3	5	-1
length	-4	-12	16
lines	29	-17	-12
digits	13	34	-48
numbers	13	18	-31
codeSigns	4	-3	-1
brackets	2	-2	0
identifiers	0	3	-3
operators	5	0	-4
commands	-1	2	0
choices	15	-10	-5
question	-28	-32	60
questions	-36	-44	80
shouted	-2	8	-6
quotes	-4	11	-7
parentheses	2	0	-2
ellipses	3	-2	-1
stops	43	-13	-29
you+questions	-17	19	-2
bias	45	17	-62`

export const topicWeights = `same	new
code	4	-4
syntax	-15	15
math	-8	8
evidence	-4	4
science	-10	10
explain	14	-14
rewrite	-4	4
tongues	-14	14
passage	-6	6
feelings	4	-4
people	-15	15
burden	-10	10
self	-14	14
others	20	-20
us	-12	12
question	2	-2
whatIs	-24	24
why	11	-11
advice	4	-4
emphasis	11	-11
negation	9	-9
rebuke	-12	12
you	-23	23
errand	-18	18
make	3	-3
fact	-11	11
chat	-30	30
leisure	-16	16
place	-21	21
extract	6	-6
verify	4	-4
reason	-3	3
anger	-2	2
trouble	-11	11
fear	-3	3
joy	8	-8
confusion	17	-17
making	7	-7
act	9	-9
haste	10	-10
stakes	2	-2
thrift	-6	6
words shared with the last turn	44	-44
with the turn before it	17	-17
with the turns before that	6	-6
none shared with the last two	-13	13
content words	-10	10
groups shared with the last turn	11	-11
asks	-11	11
last turn asked	34	-34
asks unasked	-16	16
answers without asking	29	-29
ends with a question	-4	4
first turn	65	-65
content words of a question	-16	16
asks back	27	-27
bias	118	-118`
