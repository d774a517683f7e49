/**
 * Weights of the linear models of `TaskClassifier`, in hundredths: made by bench/train/classifier.ts, not by hand.
 * Learned from public requests (docs/classification.md names the data sets and their licences); none of their text is here.
 */
export const categoryWeights = `coding	math	research	language	empathy	general
language	316	-40	-2	-40	-59	-42
code	257	-7	-42	-25	-79	-47
syntax	152	19	-18	-19	-19	-19
math	10	227	-39	-41	-58	-61
wordProblem	-41	160	-43	-40	-5	-12
evidence	-38	-59	195	-19	-40	-38
science	-39	-40	180	-21	-4	-19
explain	-40	-41	136	-37	-16	17
rewrite	-60	-61	-61	328	-43	-8
tongues	-37	-39	-39	177	-40	16
passage	-7	-23	-6	85	-62	-7
feelings	-78	-58	-19	-20	217	-42
people	-59	1	-40	-22	106	16
burden	-39	-16	-15	-20	92	17
self	-40	-46	-65	-18	137	31
others	-16	10	-21	-16	36	-2
us	0	-1	-1	-18	22	17
question	-21	-2	20	-20	-18	70
whatIs	-3	9	50	11	-22	31
why	-3	10	54	-16	2	11
advice	22	-20	-3	3	31	52
negation	-1	-1	-2	1	8	-5
you	-1	1	-23	6	13	42
errand	-38	-32	-35	-36	-41	182
make	-6	-62	-39	-19	-42	149
fact	-22	-22	46	-21	-41	96
chat	-59	-56	-35	-31	20	124
leisure	-57	-33	-34	-39	-40	108
place	-39	-20	18	-16	-39	58
extract	9	-1	0	14	-2	-1
reason	1	37	0	0	2	-1
making	15	-4	-3	1	-2	-7
image	6	-20	-19	0	-20	35
act	7	2	-17	0	-39	67
anger	-38	-38	-19	-19	77	19
broken	38	-19	-19	-19	0	-1
praise	-20	-38	-36	-19	-1	57
warmth	-39	-37	-39	-16	2	72
grief	-39	-38	-18	-18	95	-1
dread	-38	-38	-18	-19	76	-1
offence	-19	-19	-19	-19	57	19
greeting	-38	-38	-39	-17	0	55
language within	62	-7	0	-8	-12	-8
code within	53	0	-9	-5	-16	-11
syntax within	33	3	-3	-2	-5	-8
math within	-1	53	-9	-7	-12	-16
wordProblem within	-8	46	-13	-4	-5	-12
evidence within	-8	-11	36	2	-9	-10
science within	-9	-7	31	3	-1	-5
explain within	-8	-7	26	-6	-4	3
rewrite within	-11	-12	-12	66	-9	-4
tongues within	-7	-8	-8	37	-8	2
passage within	-3	1	-3	20	-13	-5
feelings within	-16	-12	-6	2	44	-12
people within	-13	2	-8	2	21	-4
burden within	-8	-1	-6	3	18	-2
self within	-7	-10	-14	5	30	-4
others within	-7	12	-11	20	4	-19
question within	-4	-1	9	2	-5	4
whatIs within	-1	3	12	2	-4	3
why within	-1	5	11	-3	-1	0
advice within	4	-3	-1	3	6	8
negation within	-1	1	-3	11	1	-8
you within	2	2	-6	6	1	3
errand within	-6	-5	-8	3	-10	26
make within	-5	-11	-8	2	-9	27
fact within	-5	-7	20	2	-9	6
chat within	-13	-10	-9	5	4	16
leisure within	-12	-5	-7	-2	-9	17
place within	-9	-5	2	5	-9	8
reason within	2	7	-2	2	0	-3
image within	0	-4	-4	1	-4	7
act within	-1	3	-1	6	-9	5
anger within	-8	-8	-4	-3	16	3
broken within	7	-4	-4	-2	0	-1
praise within	-4	-8	-8	1	0	8
warmth within	-7	-8	-9	0	0	12
grief within	-8	-8	-5	0	19	-2
dread within	-8	-8	-5	-1	15	-1
offence within	-4	-4	-4	-3	12	3
greeting within	-8	-8	-8	-3	0	11
length	4	11	11	12	-6	-33
lines	1	-1	-7	13	-2	-4
digits	-5	73	2	-5	-8	-18
numbers	-2	101	-3	-4	-24	-10
codeSigns	228	-38	-38	-36	-38	-38
brackets	58	19	0	0	-19	-20
identifiers	77	0	0	0	-19	-20
operators	2	97	-20	-20	-20	-21
commands	-38	228	-38	-38	-38	-38
fences	190	0	0	0	0	0
choices	-2	8	-2	-1	-1	-2
question	-27	7	40	-27	-23	58
questions	-11	9	28	-9	-5	-12
shouted	7	-3	3	5	-4	-9
ellipses	1	-2	-2	10	-2	-4
stops	6	11	-8	8	2	-19
bias	2	-2	48	5	-6	48`

export const formWeights = `simple-query	complex-reasoning	data-extraction	creative	validation
syntax	0	-2	-2	7	-3
math	-15	55	-11	-36	7
evidence	-41	47	-4	-3	1
explain	2	-7	-3	0	9
rewrite	1	-31	-13	16	28
passage	-33	8	54	-11	42
people	23	-1	-7	-5	-9
self	13	-6	-7	-14	14
others	-13	1	-11	6	17
us	-7	-3	9	0	1
question	43	-2	15	-25	-6
whatIs	11	0	0	-7	-4
why	5	-9	-5	-2	11
advice	2	-12	-2	4	8
negation	-5	6	-7	-4	11
you	-4	-14	2	10	6
errand	53	-21	-12	8	-16
make	-33	-43	-29	187	-45
fact	50	-17	14	-5	-5
chat	47	-24	-29	7	-2
extract	7	3	142	-37	-7
verify	-32	8	-16	-34	159
reason	-37	123	-15	-11	24
making	-13	-8	-10	41	-9
thrift	-1	6	-1	-3	-1
disbelief	6	-2	-1	-1	-3
again	-1	-4	-3	-3	12
intensity	-4	-1	6	-1	-1
praise	16	-3	-8	-5	0
assent	-4	-3	-3	-1	11
puzzle	37	-13	9	-15	-18
suggestion	-4	7	-7	-3	7
plain	-7	14	-11	12	-8
code within	-4	-1	8	1	-4
syntax within	-3	0	9	-3	-3
math within	-7	8	8	-5	-4
wordProblem within	-8	8	4	1	-6
evidence within	-11	8	3	5	-5
science within	-7	5	13	-4	-6
rewrite within	-6	-18	-1	-3	29
tongues within	-2	-5	15	-3	-4
passage within	-25	10	22	-21	26
feelings within	-4	-7	11	3	-2
people within	-6	-7	10	2	1
burden within	-5	-4	13	-1	-2
self within	-3	2	-12	3	10
others within	-23	14	25	-8	-7
question within	0	9	14	-7	-11
why within	-4	13	-6	-4	1
advice within	-3	-4	3	-4	8
you within	-5	-4	-1	2	8
errand within	1	-2	9	-1	-4
make within	-14	-24	21	32	-8
fact within	1	-17	31	-11	4
chat within	3	-6	0	-2	4
leisure within	-5	1	9	-1	-4
place within	-7	-16	19	5	-1
extract within	-8	8	30	-7	-1
verify within	-10	4	-3	-10	36
reason within	-12	40	-3	-2	-6
making within	-3	-3	8	2	-3
act within	-5	-3	8	3	-3
oppose within	-1	-4	-2	0	7
intensity within	-6	1	10	1	-7
assent within	-2	5	-7	2	3
puzzle within	-9	10	0	-7	6
plain within	-12	-14	25	5	-4
length	-120	50	24	16	30
brevity	20	-9	-7	3	-7
lines	4	26	2	-23	-9
digits	-10	-5	11	-1	5
numbers	-7	-2	2	2	5
codeSigns	-3	-2	-1	8	-2
brackets	-5	2	6	-1	-3
identifiers	-2	-3	-2	8	-1
operators	-3	0	-1	6	-2
commands	-36	72	0	-24	0
choices	-53	132	-10	-57	1
question	45	4	3	-41	13
questions	13	-3	-19	-32	41
shouted	-5	-6	3	6	2
quotes	-16	-2	-5	-7	30
parentheses	-3	10	-3	0	-3
ellipses	-2	-13	14	4	-3
stops	-24	3	13	4	4
you + questions	-7	-10	-2	9	10
bias	183	-29	-113	23	-64`

export const emotionWeights = `frustrated	sad	anxious	confused	positive	neutral
language	-3	-2	-3	-1	-3	11
code	-5	-5	-6	-2	-5	23
syntax	-5	2	-6	-1	-1	11
math	-3	-3	-1	0	-2	10
wordProblem	-9	-5	-7	-3	-4	27
evidence	-2	-2	-2	-1	0	7
science	-4	0	3	-4	-4	10
explain	-2	-2	0	-1	-2	6
rewrite	-7	-3	-2	-2	-2	16
passage	-8	-3	-5	0	-4	20
feelings	12	68	76	-12	-32	-35
people	-4	5	0	-2	-11	11
burden	5	10	20	-3	1	11
self	-8	30	32	19	10	-44
others	23	4	13	1	5	14
question	-5	-1	3	32	-13	17
whatIs	-2	-2	-1	-2	-2	9
why	9	-6	-4	55	-14	9
advice	-6	1	-5	0	0	11
negation	61	3	-7	38	-33	4
you	14	7	-19	4	11	4
errand	-3	-9	-4	-2	-1	19
make	-4	-4	0	-2	4	6
fact	-2	0	-5	1	-2	8
chat	-9	-8	-10	7	63	-10
leisure	-3	-3	2	-2	0	6
place	-1	0	-3	-1	-1	6
extract	-2	-1	-2	-1	-2	8
reason	-1	-5	-5	7	-4	8
making	-7	-3	4	-3	-3	11
act	-4	-6	-5	-2	-1	18
haste	19	2	44	0	2	-1
swearing	141	-3	1	-5	-34	-56
insult	124	1	-2	1	-44	-36
harsh	130	24	37	-6	-72	-69
anger	171	10	-6	-1	-67	-41
letDown	77	61	-3	-3	-45	-20
desist	119	-1	13	-1	-44	-9
blame	137	2	0	11	-43	-30
disbelief	120	0	11	34	-33	-32
oppose	81	10	1	-1	-67	-2
again	55	8	0	2	-7	8
broken	64	14	10	9	-34	2
violence	74	14	44	-2	-44	2
intensity	3	13	11	-1	9	-24
praise	-63	-45	-53	-34	170	-30
warmth	-91	-16	-36	-41	190	-50
assent	-33	-14	-12	9	49	2
grief	-16	245	7	-12	-52	-73
dread	-16	-3	239	1	-51	-60
puzzle	-15	-10	3	146	-39	4
defiance	120	-1	11	0	-44	-9
offence	119	11	1	-1	-44	-9
suggestion	-66	-11	-4	2	33	69
greeting	-42	5	-4	-1	44	31
plain	-13	-11	-10	-10	-9	42
code within	-2	-1	-1	-1	-1	6
math within	-2	-1	-1	-1	-1	6
wordProblem within	-7	-3	-3	-3	-3	18
feelings within	12	30	31	-1	-16	-2
people within	-3	-1	-1	-1	-2	7
burden within	4	6	14	0	-1	8
self within	8	8	6	7	-2	1
others within	25	-1	-4	-2	-5	30
question within	-2	-1	-1	22	-9	14
why within	10	-1	-1	30	-9	5
negation within	33	7	6	7	-17	10
you within	13	0	-1	-1	-2	6
errand within	-4	-2	-1	-1	-1	9
chat within	-12	-2	-1	-1	20	19
leisure within	-3	0	-1	0	-1	6
act within	-3	0	-1	-1	-1	6
haste within	14	0	30	0	-1	3
swearing within	84	0	1	0	-23	-30
insult within	84	0	0	0	-31	-22
harsh within	84	23	0	0	-46	-30
anger within	115	7	0	0	-46	-30
letDown within	54	31	0	0	-31	-7
desist within	84	0	8	0	-31	-7
blame within	100	0	0	8	-31	-22
disbelief within	84	0	8	23	-23	-22
oppose within	52	7	0	0	-46	3
again within	44	7	-1	0	-8	4
broken within	45	7	7	8	-23	2
violence within	52	7	30	0	-31	3
intensity within	3	7	6	-1	5	-12
praise within	-47	-31	-31	-23	98	-4
warmth within	-63	-8	-23	-23	106	-19
assent within	-25	-8	-8	-1	29	13
grief within	-2	107	22	-1	-31	-27
dread within	-1	7	116	7	-31	-21
puzzle within	-3	-1	7	76	-25	8
defiance within	84	0	8	0	-31	-7
offence within	84	8	0	0	-31	-7
suggestion within	-47	-8	0	0	23	49
greeting within	-31	0	0	0	31	24
plain within	-13	-10	-10	-9	-9	45
length	35	6	-3	-4	-13	-11
brevity	-332	-86	-86	-5	1	78
lines	-2	-1	-1	-1	-1	6
digits	-3	-1	-2	-2	0	10
numbers	-2	-1	-1	-2	0	7
question	-4	-3	-3	40	-14	16
questions	-6	-4	7	66	-26	18
exclamation	-6	0	-2	-1	4	4
exclamations	66	0	19	-23	40	-25
questionAndExclamation	53	0	10	12	-11	-9
shouted	39	-2	10	1	-1	10
ellipses	-33	31	10	22	-10	2
negation + you	30	0	-3	3	-11	2
negation + exclamations	40	0	10	0	-21	-8
you + exclamations	18	0	0	0	3	2
you + questions	14	0	-1	5	-12	-1
exclamations - praise warmth	68	1	31	-1	-54	-22
bias	51	-9	7	-80	-2	142`

export const aidWeights = `none	tools	images
language	10	-5	-5
code	80	-41	-56
math	45	-27	-35
wordProblem	35	-21	-14
evidence	-11	-7	18
explain	3	-9	7
rewrite	14	-7	-7
passage	23	-13	-10
feelings	70	-72	-50
people	4	-10	6
self	-15	57	-41
others	18	-30	12
whatIs	-7	5	2
why	16	-20	4
advice	-15	35	-20
negation	10	-4	-6
you	-1	11	-10
errand	-39	134	-26
make	71	-66	-22
fact	-10	9	1
leisure	-6	8	-2
place	-2	44	-8
extract	-1	6	-6
reason	-2	-4	6
making	15	-13	-2
image	-87	-48	305
act	-31	153	-20
haste	2	34	-2
again	14	-10	-3
intensity	8	-4	-4
puzzle	-52	-39	90
suggestion	2	4	-6
plain	3	17	-20
code within	13	-3	-13
math within	12	-3	-12
wordProblem within	29	-14	-14
science within	6	-2	-4
passage within	7	-3	-4
feelings within	23	-19	-14
people within	11	-5	-6
burden within	10	-5	-5
self within	11	-3	-8
others within	39	-18	-21
question within	2	4	-6
why within	10	-6	-4
negation within	9	-5	-4
errand within	7	17	-11
make within	15	-11	-8
fact within	-2	9	-7
chat within	9	-3	-6
leisure within	6	-2	-4
place within	4	6	-3
image within	-13	-7	53
act within	0	25	-5
haste within	2	6	-1
intensity within	13	-7	-6
puzzle within	6	1	-7
plain within	15	-4	-11
length	-4	-11	15
brevity	-44	11	33
lines	28	-17	-12
digits	11	33	-44
numbers	12	17	-29
choices	15	-10	-5
question	-26	-30	56
questions	-33	-42	74
shouted	-2	8	-6
quotes	-4	11	-7
stops	40	-14	-26
you + questions	-17	18	-1
bias	66	17	-83`

export const topicWeights = `same	new
syntax	-16	16
math	-8	8
science	-9	9
explain	11	-11
tongues	-13	13
passage	-6	6
people	-19	19
burden	-9	9
self	-15	15
others	23	-23
us	-13	13
whatIs	-22	22
why	7	-7
you	-25	25
errand	-19	19
fact	-9	9
chat	-25	25
leisure	-18	18
place	-20	20
extract	6	-6
making	6	-6
act	8	-8
haste	8	-8
thrift	-6	6
desist	6	-6
disbelief	9	-9
again	6	-6
broken	-10	10
intensity	13	-13
warmth	15	-15
puzzle	6	-6
suggestion	21	-21
greeting	34	-34
words shared with the last turn	52	-52
with the turn before it	24	-24
groups shared with the last turn	13	-13
asks	-7	7
last turn asked	35	-35
asks unasked	-13	13
answers without asking	30	-30
first turn	59	-59
content words of a question	-22	22
asks back	25	-25
bias	84	-84`
