/**
 * Words by what they speak of, written down from general knowledge of the field. `_` joins words that count only in a row
 * (two or three). A word counts with its plural, `-ed` and `-ing`. Chinese entries have two or three characters.
 */
export const lexicon = {
  language: `python javascript typescript java c++ c# golang rust kotlin swift php ruby perl scala haskell matlab sql mysql
    postgresql postgres sqlite mongodb html css sass bash powershell jquery nodejs node.js react angular vue django flask rails
    laravel numpy pandas pytorch tensorflow keras sklearn matplotlib docker kubernetes git github gitlab webpack npm pip linux
    ubuntu regex json yaml xml api sdk graphql aws azure terraform ansible jenkins nginx redis kafka spark hadoop excel_formula
    vba latex_code leetcode huggingface opencv asp.net .net fortran cobol lua dart flutter xcode android_studio visual_studio
    vscode jupyter ios_app webapp`,
  code: `code coding program programmer programming function method variable parameter argument array loop recursion recursive
    algorithm compiler compile bug debug script library framework endpoint repository repo commit pull_request merge_conflict
    database query stack_trace exception runtime thread async callback pointer struct inheritance interface subclass constructor
    import syntax refactor unit_test linked_list binary_tree binary_search hash_map hashmap dictionary tuple integer boolean
    parse parser string strings substring palindrome sort sorted sorting sorts queue heap stack bst traversal lambda regex
    regular_expression backend frontend server client webpage website web_app http url rest_api localhost deploy deployment
    container microservice cli command_line terminal shell cron dockerfile plugin component dataframe csv dataset_class
    source_code pseudocode snippet iterate iterator iteration enumerate index indices list_of tuples lists dict nested segfault
    syntaxerror typeerror valueerror nullpointerexception null undefined error_message crash stdout stdin input_list returns
    implement implementation time_complexity space_complexity big_o overload override getter setter mutex deadlock garbage_collector
    machine_learning neural_network classifier model_for pretrained detect_objects image_classification embedding fine-tune
    代码 函数 编程 程序 算法 数组 排序 变量 报错 调试 接口 数据库 脚本 编译 前端 后端 循环 递归 链表 正则 爬虫 关数 プログラム コード
    código función programa programar fonction programme funktion programmieren функция код программа 코드 함수`,
  syntax: `def elif const let var printf println int void public static private protected self nullptr endif struct enum typedef
    include namespace stdio iostream async await return returns import lambda bool str len print console foreach endfor param
    args kwargs __init__ init todo assert isinstance args select insert where groupby foo bar true false none typing optional
    val fn impl mut func elseif fi echo sudo apt chmod usr bin href div span`,
  math: `math mathematics equation inequality polynomial quadratic linear_equation triangle circle rectangle square_root angle
    derivative integral integrate differentiate matrix matrices determinant eigenvalue probability theorem lemma prove proof
    divisible divisor remainder prime primes fraction numerator denominator percent percentage ratio calculate compute evaluate
    simplify perimeter area volume radius diameter hypotenuse arithmetic geometric sequence logarithm log exponent exponential
    sin cos tan sine cosine tangent modulo mod vertex vertices parallelogram trapezoid hexagon polygon perpendicular parallel
    slope intercept coordinate graph_of real_number real_numbers integer integers positive_integer complex_number whole_number
    natural_number sum_of product_of difference_between_and multiply multiplied multiplication divide divided division subtract
    subtraction add_up addition plus minus times equals squared cubed average mean median variance standard_deviation
    permutation combination factorial binomial coefficient roots root digit digits decimal fractions algebra algebraic geometry
    trigonometry calculus arithmetic_mean gcd lcm solve solve_for solution_set how_many_ways expression value_of find_the_value
    dice coin coins marbles maximize minimize converge limit_as series vector vectors cube sphere cylinder cone degrees interest_rate
    simple_interest compound_interest sqrt frac cdot leq geq neq mathbb mathrm pmod infty theta pi boxed
    数学 方程 计算 几何 概率 三角 证明 求解 积分 导数 函数值 整数 面积 多少 平均 方程式 計算 ecuación calcular resolver triángulo
    équation calculer gleichung berechne уравнение вычислите 방정식 계산`,
  wordProblem: `how_many how_much total altogether each every twice thrice half third quarter dozen more_than less_than fewer left
    remain remaining costs cost bought buys sold sells earn earns spend spent dollars cents per_hour per_week per_day miles
    kilometers km meters feet inches hours minutes speed apples oranges cookies candies pencils stickers pounds gallons liters
    liter kilograms grams price discount profit loss workers pipes tank train trains boat upstream downstream increase_by
    decrease_by if_he if_she if_they does_he does_she did_he did_she will_be tickets eggs pages slices pieces boxes bags
    initially older younger years_old ages`,
  evidence: `study studies evidence literature research researcher paper papers review systematic meta-analysis meta_analysis trial
    clinical efficacy effectiveness association associated correlate correlation hypothesis survey methodology findings
    peer-reviewed peer_reviewed comprehensive in-depth in_depth investigate investigation impact impacts implications trends
    mechanisms analysis analyze analyse cohort randomized predictor predict prognosis prognostic marker role_of effect_of
    effects_of influence influences factor factors cite citations sources references scholarly academic thesis dissertation
    state-of-the-art state_of_the theoretical empirical framework compare comparison report policy policies overview assess
    assessment evaluate_the outcomes related_to due_to risk_of risk_factors
    研究 论文 文献 综述 分析 调研 影响 趋势 报告 证据 investigación estudio étude recherche forschung исследование 연구 論文`,
  science: `disease cancer patients patient therapy diabetes cardiovascular syndrome receptor gene genes genetic protein proteins cells
    mice vaccine infection cardiac surgery surgical tumor tumour carcinoma chronic acute diagnosis diagnostic symptom symptoms
    treatment treatments drug drugs dose antibiotics hypertension pregnancy pediatric hospital mortality obesity asthma
    inflammation immune brain neural neurons bone liver kidney lung breast prostate stroke virus bacterial climate quantum
    species evolution evolutionary energy emissions carbon semiconductor materials electrolyte battery batteries catalyst
    economics economic economy gdp inflation market markets industry industries investment sustainable sustainability
    regulation governance technology technologies satellite physics chemistry chemical biology biological ecosystem ecology
    psychology sociology anthropology archaeology neuroscience photosynthesis dna rna atom atoms molecule molecules
    relativity gravity planet universe black_hole ocean glacier geology sea_level social_media`,
  explain: `what_are_the what_are_some how_does how_do what_causes cause causes caused history_of difference_between differences advantages
    disadvantages benefits types_of kinds_of tell_me_about tell_me_more more_about purpose_of importance_of origin origins
    explain_how explain_the explain_why why_do why_does why_are why_is why_did why_was side_effects signs_of known_for
    example_of examples what_about what_else how_did how_was how_were how_is significance significant important
    为什么 原因 区别 如何 解释 介绍`,
  rewrite: `translate translated translation translator paraphrase rephrase rewrite reword summarize summarise summary
    summarization proofread grammar grammatical grammatically spelling misspelled typo typos synonym synonyms antonym antonyms
    define definition meaning headline headlines title titles tone formal informal punctuation shorten condense tl;dr tldr tl_dr
    edit rewritten rewriting write_a_summary sum_up main_idea key_points in_other_words another_way simpler wording fluent
    polish correct_the capitalize tense passive_voice active_voice verb verbs noun nouns adjective adjectives idiom phrase
    phrases sentence sentences paragraph compress how_do_you_say mean_in say_in say_this the_word word_for spell spelled
    pronounce caption_for reformulate simplify_the text_into convert_the
    翻译 翻譯 总结 摘要 润色 改写 语法 概括 缩写 校对 翻訳 要約 traduce traducir traduzca traduis traduire übersetze zusammenfassen
    resume resumen переведи перевод 번역 요약`,
  tongues: `english french spanish german italian chinese mandarin japanese korean russian arabic hindi portuguese dutch latin greek
    turkish polish swedish danish norwegian finnish hebrew persian urdu bengali tamil telugu marathi gujarati punjabi vietnamese
    thai indonesian tagalog filipino swahili ukrainian czech hungarian romanian catalan 英文 中文 日语 法语 英语 español inglés
    anglais français deutsch английский`,
  passage: `article articles passage text texts document documents following given_the the_following below above context
    paragraphs sentence_1 sentence_2 input output story_title email_below following_sentence following_text following_article
    following_paragraph excerpt highlights newspaper in_this_task you_are_given conversation dialogue generate write_a
    question answer answers option options statement`,
  feelings: `feel feels feeling felt feelings sad sadness lonely loneliness alone depressed depression anxious anxiety stress stressed
    stressful overwhelmed overwhelming upset hurt hurts hurting cry crying cried scared afraid fear fears hopeless helpless
    worthless guilty guilt ashamed shame grief grieving mourning panic panicked lost tired exhausted exhausting worried worry
    worries insomnia suicidal suicide self-harm therapy therapist counselor counseling counselling psychiatrist bipolar ptsd
    trauma traumatized abuse abused abusive toxic cheated cheating jealous jealousy heartbroken heartbreak breakup broke_up
    broken miserable unhappy numb empty nightmare nightmares struggle struggling struggled cope coping suffer suffering
    self-esteem confidence insecure embarrassed ignored rejected betrayed trust addicted addiction drinking burnout burned_out
    burnt_out meltdown mental mentally emotional emotionally mood moods nervous nervously frustrated frustrating angry anger
    regret blame blamed hate hates pain painful passed_away funeral died death sick ill illness fired laid_off unemployed
    evicted bills debt broke can't_sleep can't_stop don't_know_what deal_with get_over move_on let_go worn_out give_up
    难过 伤心 焦虑 抑郁 压力 失眠 孤独 害怕 崩溃 痛苦 分手 心情 担心 烦恼 绝望 難過 triste deprimido ansiedad déprimé angoisse traurig
    грустно одиноко 슬퍼 우울 悲しい 辛い つらい`,
  people: `husband wife boyfriend girlfriend bf gf mom mum mother dad father sister brother friend friends best_friend family families
    parent parents marriage married divorce divorced separated relationship relationships partner ex kids kid son daughter
    child children boss coworker coworkers colleague colleagues roommate roommates grandma grandmother grandfather fiance
    fiancee in-laws mother-in-law stepdad pet dog cat girl boy guy he she him her his hers they them`,
  burden: `school college exam exams homework grades class classes finals semester degree job jobs work working workload overtime
    shift money rent bill mortgage loan doctor hospital sleep sleeping asleep diet weight health deadline deadlines late busy
    covid pandemic lockdown quarantine traffic commute house apartment moving pay paying paid`,
  self: `i me my mine myself i'm i've i'd i'll im ive we our us we're`,
  you: `you your you're yours yourself`,
  errand: `play song songs playlist music album artist tune track band book booking restaurant reservation reserve table weather
    forecast temperature rain raining sunny remind reminder reminders alarm timer schedule calendar meeting appointment call
    text_message message order pizza movie movies theatre theater cinema showtimes rate stars rating directions traffic flight
    flights hotel hotels airport uber taxi tonight tomorrow today yesterday nearby near_me add turn_on turn_off lights volume
    shopping_list to-do todo_list bank account balance transfer credit_card card payment insurance oil tire tires gas vacation
    luggage carry-on pto payday paycheck meal dinner lunch breakfast recipe recipes cook cooking calories ingredients
    find_me show_me book_a play_the set_a cancel tv television series game video trailer photo saga novel points out_of_6
    天气 播放 提醒 订 音乐 餐厅 电影 闹钟 导航`,
  make: `write story stories poem poetry haiku lyrics imagine imaginative roleplay role-play pretend character characters act_as
    you_are scene dialogue dialog novel tweet tweets blog blog_post post caption email letter speech pitch slogan tagline
    invitation joke jokes creative fictional fantasy sci-fi describe compose draft essay cover_letter advertisement ad
    advertise product_description review_of create brainstorm ideas suggestions names_for plan_a itinerary monologue
    persona wizard dragon detective pirate knight world adventure time-traveling opening_paragraph
    故事 写一 诗 小说 扮演 创作 角色 文案`,
  fact: `who when where which what_is what's who_is who_was where_is where_did when_did when_was what_year what_time capital president
    born country city state currency movie actor actress team championship won language_spoken religion timezone time_zone
    located name_of named called famous king queen prime_minister author invented founded population tallest largest
    what_kind what_type what_did what_does who_did who_played who_plays where_does where_was years_ago`,
  chat: `hi hello hey thanks thank lol haha hahaha nice cool great awesome wow yeah yep yes nope no okay ok sure bye goodbye
    how_are_you do_you are_you what_do_you have_you love like favorite hobby hobbies fun enjoy live weekend hiking really
    too sounds_like me_too good_morning what's_up your_name 你好 谢谢 你是`,
  extract: `extract extraction identify find_the list list_all names entities entity fields table spreadsheet columns category
    classify categorize label labels tag tags which_of highlight pick_out locate spans answer_the_question based_on according_to
    提取 抽取 识别 列出 分类`,
  verify: `verify verification validate validation check correct incorrect true false fact-check plausible consistent contradict
    contradiction entail entails entailment imply implies yes_or_no is_it_true is_this is_that valid invalid whether judge decide
    determine same_meaning agree support supports refute suggested_answer acceptable 是否 正确 验证 检查`,
  reason: `if_then must_be must_be_true could_be_true cannot except argument arguments conclusion premise premises assume assumption
    assumptions logically logic reasoning follows_from strengthen weaken flaw flawed inference infer deduce deduction puzzle
    riddle which_one_of one_of_the therefore because however either neither exactly only_if at_least at_most step_by_step
    show_your_work trade-off trade-offs tradeoffs design architecture strategy strategic optimize optimise optimal derive
    prove justify rigorous why evaluate consequences scenario multi-step critically in_detail 推理 证明 逻辑 策略 设计 优化`,
  anger: `angry mad furious pissed annoyed annoying annoys irritated irritating hate hated hates stupid idiot idiots idiotic dumb
    moron morons ridiculous pathetic disgusting disgusted disgrace gross terrible horrible awful worst useless garbage trash
    crap bullshit shit shitty fuck fucking fucked fuckin wtf damn damned dammit goddamn hell bitch bastard ass asshole jerk
    liar lies lying scam ripoff disappointed disappointing disappointment unacceptable fed_up sick_of tired_of enough
    shut_up what_the why_the ugh argh smh screw sucks sucked suck loser losers shame blame rude disrespectful racist toxic
    selfish nonsense absurd outrageous unfair wrong ruin ruined waste wasted nasty creepy ew eww yikes lame boring dislike
    doesn't_work not_working still_not keeps_failing how_dare can't_believe get_out leave_me kill 垃圾 生气 烦 讨厌 气死 愤怒 失望`,
  trouble: `again still already third_time every_time same_error keeps keep_getting nothing_works won't wont can't cant cannot doesn't
    doesnt didn't didnt not never broken stuck fails failed failing failure issue issues problem problems error errors
    impossible refuse refuses ignore ignored ignoring waiting hours days weeks support refund complaint 还是 又 不行 没用`,
  sorrow: `sad sorry miss missed missing lost loss cry cried crying tears tear lonely alone hurt hurts broken died dead death rip
    heartbreaking heartbroken poor depressed depressing depression tragic tragedy unfortunately regret painful pain grief
    condolences passed_away hopeless miserable gone left_me goodbye never_see 难过 伤心 可怜 想哭`,
  fear: `scared scary afraid fear terrified terrifying worried worry worries nervous anxious anxiety panic horror horrifying creepy
    nightmare danger dangerous threat frightened frightening careful risk alarming dread oh_my_god oh_god please_don't run help
    hurry freaking what_if gonna_die hide 害怕 担心 恐怖 紧张 焦虑`,
  joy: `happy love loved loves lovely great awesome amazing wonderful excellent fantastic good best beautiful perfect glad thank
    thanks congrats congratulations yay haha lol lmao excited exciting enjoy enjoyed fun funny hilarious nice cool brilliant
    proud hope hopefully win won wins cute sweet adorable appreciate grateful blessed welcome well_done good_job good_luck
    impressive impressed favorite laugh smile yes! absolutely agree incredible delicious 开心 高兴 喜欢 谢谢 太好了`,
  confusion: `confused confusing confuse understand don't_understand don't_get don't_know not_sure unsure wait what huh hmm why_would
    how_come puzzled unclear wondering wonder no_idea lost_me makes_no_sense sense means mean really doubt think_so i_thought
    maybe perhaps idk curious 不懂 不明白 疑惑 怎么回事`,
  image: `image images picture pictures photo photos photograph screenshot diagram drawing painting in_the_image in_this_image shown
    in_the_picture in_the_photo in_the_scene depicted visible background wearing 图片 照片 截图 图中`,
  act: `book reserve order buy send call turn_on turn_off set play add cancel schedule remind search find fetch look_up retrieve
    current latest today right_now weather stock price transfer balance update delete create_a get_the get_me show_me fetch_the
    flight hotel my_account upload download status 查询 预订 发送 搜索 最新`,
  haste: `urgent urgently asap immediately right_now quickly quick hurry emergency now deadline tonight production outage
    as_soon_as 紧急 马上 立刻 尽快`,
  stakes: `legal lawsuit contract medical medication dosage diagnosis emergency safety tax taxes compliance security vulnerability
    financial investment mortgage suicide court liability allergic overdose chest_pain poison production patient visa
    法律 医疗 药 合同 安全 投资`,
  thrift: `cheap cheaper cheapest brief briefly short concise simple quick rough one_word one_sentence in_short 简短 简单`,
} as const
