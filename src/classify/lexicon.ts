/**
 * Words by what they speak of, written down from general knowledge of the field. `_` joins words that count only in a row
 * (two or three). A word counts with its plural, `-ed` and `-ing`. Chinese entries have two or three characters.
 */
export const lexicon = {
  language: `
    python javascript typescript java c++ c# golang rust kotlin swift php ruby perl scala haskell matlab sql mysql
    postgresql postgres sqlite mongodb html css sass bash powershell jquery nodejs node_js react angular vue django
    flask rails laravel numpy pandas pytorch tensorflow keras sklearn matplotlib docker kubernetes git github gitlab
    webpack npm pip linux ubuntu regex json yaml xml api sdk graphql aws azure terraform ansible jenkins nginx redis
    kafka spark hadoop excel_formula vba latex_code leetcode huggingface opencv asp_net net fortran cobol lua dart
    flutter xcode android_studio visual_studio vscode jupyter ios_app webapp csv tsv dataframe pyspark tkinter selenium
    beautifulsoup scrapy sqlalchemy hibernate spring_boot maven gradle gcc clang makefile cmake x86 assembly verilog
    vhdl unity unreal arduino raspberry_pi firebase heroku kubectl helm oauth jwt websocket websockets grpc mqtt
    rabbitmq elasticsearch cassandra dynamodb sed awk grep curl wget rsync vim emacs cuda opengl webgl wasm svelte
    nextjs tailwind bootstrap redux rxjs ruby_on_rails entity_framework stackoverflow codeforces hackerrank`,
  code: `
    code coding program programmer programming function method variable parameter argument array loop recursion
    recursive algorithm compiler compile bug debug script library framework endpoint repository repo commit pull_request
    merge_conflict database query stack_trace exception runtime thread async callback pointer struct inheritance
    interface subclass constructor import syntax refactor unit_test linked_list binary_tree binary_search hash_map
    hashmap dictionary tuple integer boolean parse parser string strings substring palindrome sort sorted sorting sorts
    queue heap stack bst traversal lambda regex regular_expression backend frontend server client webpage website
    web_app http url rest_api localhost deploy deployment container microservice cli command_line terminal shell cron
    dockerfile plugin component dataframe csv dataset_class source_code pseudocode snippet iterate iterator iteration
    enumerate index indices list_of tuples lists dict nested segfault syntaxerror typeerror valueerror
    nullpointerexception null undefined error_message crash stdout stdin input_list returns implement implementation
    time_complexity space_complexity big_o overload override getter setter mutex deadlock garbage_collector
    machine_learning neural_network classifier model_for pretrained detect_objects image_classification embedding
    fine_tune 代码 函数 编程 程序 算法 数组 排序 变量 报错 调试 接口 数据库 脚本 编译 前端 后端 循环 递归 链表 正则 爬虫 关数 プログラム コード código función programa
    programar fonction programme funktion programmieren функция код программа 코드 함수 file_path filename directory
    directories folder folders recursively executable binary bytes byte hex hexadecimal bitwise encode decode encoding
    timestamp datetime json_object key_value keys primary_key foreign_key join inner_join left_join index_out
    where_clause columns rows column row cell spreadsheet_macro button onclick dropdown checkbox textbox div_tag
    css_class stylesheet responsive layout dom callback_function event_listener listener middleware controller route
    router routes endpoints payload headers request_body status_code authentication authenticate token tokens
    session_cookie cookies cache caching cached multithreading multithreaded concurrency concurrent parallelism
    semaphore goroutine coroutine generator decorator decorators abstract_class singleton factory_pattern design_pattern
    design_patterns oop object_oriented functional_programming unit_tests test_case test_cases pytest junit mocking mock
    logging logger stacktrace traceback breakpoint debugger debugging memory_leak overflow underflow out_of_bounds
    off_by_one edge_cases refactoring linter lint codebase git_commit rebase branch branches pipeline ci cd
    environment_variable env config configuration install installed uninstall package_manager dependency dependencies
    dll driver firmware kernel malloc allocate heap_memory hashset hashtable array_list arraylist matrix_of substrings
    concatenate concat append prepend trim whitespace newline delimiter comma_separated uppercase lowercase anagram
    fibonacci factorial_function fizzbuzz binary_number bubble_sort quicksort merge_sort breadth_first depth_first
    dijkstra dynamic_programming greedy backtracking memoization first_line second_line standard_input standard_output
    print_the input_format output_format sample_input sample_output constraints webhook scraper scraping scrape crawl
    bot_that chatbot app_that tool_that automate automation software developer developers software_engineer saas
    programming_language data_structure data_structures object objects instance instances attribute attributes namespace
    macro macros template_class generics enum_type typecast cast_to type_error exit_code http_request ajax post_request
    get_request local_storage sqlite_database stored_procedure orm schema migration api_key api_call rate_limit
    docker_image virtual_machine ssh ftp sftp firewall port_number dns ip_address tcp udp socket sockets packet
    computer_vision object_detection text_classification sentiment_analysis speech_recognition segmentation
    pose_estimation depth_estimation image_recognition transformer model_that api_to api_that 对象 线程 服务 服务器 部署 测试 异常 网页
    按钮 源码 运行 命令 终端 框架 开发 软件 字符串 字典 列表 写代码 多线程 git_stash last_commit keyword reserved_word null_pointer sql_query
    table_schema query_the flexbox line_contains the_first_line of_the_input single_integer print_one print_a_single
    print_yes the_output milliseconds current_time subarray contiguous file_named files_ending text_files rename chmod
    symlink version_control groupby rolling_mean fetch_data async_function type_annotation type_hint boilerplate
    hello_world compile_error runtime_error`,
  syntax: `
    def elif const let var printf println int void public static private protected self nullptr endif struct enum
    typedef include namespace stdio iostream async await return returns import lambda bool str len print console foreach
    endfor param args kwargs init todo assert isinstance select insert where groupby foo bar true false none typing
    optional val fn impl mut func elseif fi echo sudo apt chmod usr bin href div span`,
  math: `
    math mathematics equation inequality polynomial quadratic linear_equation triangle circle rectangle square_root
    angle derivative integral integrate differentiate matrix matrices determinant eigenvalue probability theorem lemma
    prove proof divisible divisor remainder prime primes fraction numerator denominator percent percentage ratio
    calculate compute evaluate simplify perimeter area volume radius diameter hypotenuse arithmetic geometric sequence
    logarithm log exponent exponential sin cos tan sine cosine tangent modulo mod vertex vertices parallelogram
    trapezoid hexagon polygon perpendicular parallel slope intercept coordinate graph_of real_number real_numbers
    integer integers positive_integer complex_number whole_number natural_number sum_of product_of
    difference_between_and multiply multiplied multiplication divide divided division subtract subtraction add_up
    addition plus minus times equals squared cubed average median variance standard_deviation permutation combination
    factorial binomial coefficient roots root digit digits decimal fractions algebra algebraic geometry trigonometry
    calculus arithmetic_mean gcd lcm solve solve_for solution_set how_many_ways expression value_of find_the_value dice
    coin coins marbles maximize minimize converge limit_as series vector vectors cube sphere cylinder cone degrees
    interest_rate simple_interest compound_interest sqrt frac cdot leq geq neq mathbb mathrm pmod infty theta pi boxed
    数学 方程 计算 几何 概率 三角 证明 求解 积分 导数 函数值 整数 面积 多少 平均 方程式 計算 ecuación calcular resolver triángulo équation calculer
    gleichung berechne уравнение вычислите 방정식 계산 show_that suppose_that if_and_only such_that find_all determine_all
    let_be let_x let_n let_f let_a given_that rational irrational real_valued nonnegative nonzero odd even consecutive
    ordered_pairs distinct inscribed circumscribed tangent_to midpoint bisector altitude isosceles equilateral
    right_triangle diagonal diagonals chord arc ellipse parabola hyperbola asymptote domain range inverse_function
    injective bijective linear_algebra eigenvalues eigenvector orthogonal norm gradient partial_derivative
    differential_equation taylor laplace fourier bayes expected_value standard_normal random_variable
    confidence_interval hypothesis_test p_value regression_line z_score median_of set_theory subset union intersection
    venn modular congruent congruence induction contradiction_proof rounding round_to nearest_tenth nearest_hundredth
    scientific_notation place_value times_table long_division word_problem lowest_terms simplest_form least_common
    greatest_common mixed_number ratio_of proportion proportional inversely_proportional km_h m_s per_annum annum
    principal_amount sum_is product_is 解方程 乘以 除以 加上 减去 百分 平方 立方 一共 剩下 每小时 公里 求导 极限 矩阵 不等式 the_mean mean_of
    find_the_derivative`,
  wordProblem: `
    how_many how_much total altogether each every twice thrice half third quarter dozen more_than less_than fewer left
    remain remaining costs cost bought buys sold sells earn earns spend spent dollars cents per_hour per_week per_day
    miles kilometers km meters feet inches hours minutes speed apples oranges cookies candies pencils stickers pounds
    gallons liters liter kilograms grams price discount profit loss workers pipes tank train trains boat upstream
    downstream increase_by decrease_by if_he if_she if_they does_he does_she did_he did_she will_be tickets eggs pages
    slices pieces boxes bags initially older younger years_old ages 多少钱 多少个 几个 还剩 平均每 总共`,
  evidence: `
    study studies evidence literature research researcher paper papers review systematic meta_analysis trial clinical
    efficacy effectiveness association associated correlate correlation hypothesis survey methodology findings
    peer_reviewed comprehensive in_depth investigate investigation impact impacts implications trends mechanisms
    analysis analyze analyse cohort randomized predictor predict prognosis prognostic marker role_of effect_of
    effects_of influence influences factor factors cite citations sources references scholarly academic thesis
    dissertation state_of_the theoretical empirical framework compare comparison report policy policies overview assess
    assessment evaluate_the outcomes related_to due_to risk_of risk_factors 研究 论文 文献 综述 分析 调研 影响 趋势 报告 证据 investigación
    estudio étude recherche forschung исследование 연구 論文 review_the_literature literature_review case_study case_studies
    meta_analyses cross_sectional longitudinal retrospective prospective randomised double_blind placebo
    placebo_controlled in_vitro in_vivo assay biomarker biomarkers prevalence incidence epidemiology etiology
    pathogenesis comparative quantitative qualitative statistically statistical empirically hypotheses journal journals
    publication publications publish arxiv doi citation scholars historians experts whitepaper white_paper
    market_research market_size market_share competitive_landscape forecast_for outlook feasibility roadmap
    current_state latest_developments recent_advances advances advancements challenges opportunities perspectives
    perspective interplay underlying critically systematically in_terms_of relationship_between correlation_between
    associated_with does_it_affect help_prevent improve_outcomes useful necessary reliable valid feasible prevalence_of
    机制 疗效 临床 研究表明 前景 现状 对比 行业 市场`,
  science: `
    disease cancer patients patient therapy diabetes cardiovascular syndrome receptor gene genes genetic protein
    proteins cells mice vaccine infection cardiac surgery surgical tumor tumour carcinoma chronic acute diagnosis
    diagnostic symptom symptoms treatment treatments drug drugs dose antibiotics hypertension pregnancy pediatric
    hospital mortality obesity asthma inflammation immune brain neural neurons bone liver kidney lung breast prostate
    stroke virus bacterial climate quantum species evolution evolutionary energy emissions carbon semiconductor
    materials electrolyte battery batteries catalyst economics economic economy gdp inflation market markets industry
    industries investment sustainable sustainability regulation governance technology technologies satellite physics
    chemistry chemical biology biological ecosystem ecology psychology sociology anthropology archaeology neuroscience
    photosynthesis dna rna atom atoms molecule molecules relativity gravity planet universe black_hole ocean glacier
    geology sea_level social_media aging alzheimer dementia parkinson autism adhd schizophrenia migraine arthritis
    osteoporosis anemia hepatitis hiv aids malaria tuberculosis influenza coronavirus pandemic_response vitamin vitamins
    supplement supplements cholesterol insulin glucose hormone hormones metabolism nutrition protein_intake blood
    blood_pressure heart heart_attack skin muscle muscles nerve nerves bone_density eye eyes lungs thyroid colon rectal
    bladder ovarian cervical esophageal pancreatic leukemia lymphoma melanoma chemotherapy radiation mri ct ultrasound
    biopsy transplant infants neonatal newborn adolescents elderly older_adults gender ethnicity socioeconomic fossil
    dinosaur dinosaurs shark sharks mammal mammals reptile insect insects plant plants bird birds fish whale habitat
    habitats biodiversity deforestation pollution renewable solar wind_power nuclear hydrogen fossil_fuels greenhouse
    greenhouse_gas ozone earthquake volcano tsunami hurricane ancient civilization empire medieval renaissance
    revolution colonial colonialism slavery constitution amendment democracy democratic capitalism communism socialism
    federal supreme_court legislation treaty geopolitics geopolitical tariffs monetary fiscal interest_rates
    supply_chain blockchain cryptocurrency bitcoin artificial_intelligence large_language_models llm llms robotics
    autonomous nanotechnology superconductivity superconductors crispr genome stem_cells microbiome telescope galaxy
    galaxies mars nasa particle_physics thermodynamics entropy electromagnetic magnetic chip chips manufacturing
    logistics automotive electric_vehicles aerospace agriculture agricultural crop crops soil water_quality irrigation
    fisheries livestock education_system pedagogy urbanization migration demographics aging_population workforce
    inequality_gap labor religion_history philosophy philosophical ethics ethical linguistics 疾病 治疗 症状 经济 政策 历史 气候 原理 生物
    物理 化学 量子 基因 病毒 细胞 能源 环境 crisis recession war wars conflict peace nation nations parliament monarchy dynasty
    archaeologist camel camels predators prey photosynthetic cognitive cognition dopamine addiction neurotransmitter
    serotonin turbine turbines generator electricity alligators crocodiles reptiles amphibians`,
  explain: `
    what_are_the what_are_some how_does how_do what_causes caused history_of difference_between differences advantages
    disadvantages benefits types_of kinds_of tell_me_about tell_me_more more_about purpose_of importance_of origin
    origins explain_how explain_the explain_why why_do why_does why_are why_is why_did why_was side_effects signs_of
    known_for example_of examples what_about what_else how_did how_was how_were how_is significance 为什么 原因 区别 如何 解释 介绍
    how_to_treat how_are how_can how_long how_far how_often how_many_types what_happens what_happened what_makes
    what_role what_led led_to contribute contributed native_to composed_of made_of consist_of consists made_up used_for
    used_to uses_of compare_to similar_to same_as effects_on effect_on common_types most_common alternatives alternative
    treatments_for remedies information_about learn_about facts_about describe_the pros_and_cons characteristics
    features_of properties_of theory_of theories concept_of definition_of_the tell_me_the describe_how does_it_work
    do_they_work considered safe_to bad_for good_for healthy dangerous discuss causes_of consequences_of overview_of
    limitations implications_of link_between differ_from survive evolved`,
  rewrite: `
    translate translated translation translator paraphrase rephrase rewrite reword summarize summarise summary
    summarization proofread grammar grammatical grammatically spelling misspelled typo typos synonym synonyms antonym
    antonyms define definition meaning headline headlines title titles tone formal informal punctuation shorten condense
    tl_dr tldr edit rewritten rewriting write_a_summary sum_up main_idea key_points in_other_words another_way simpler
    wording fluent polish correct_the capitalize tense passive_voice active_voice verb verbs noun nouns adjective
    adjectives idiom phrase phrases sentence sentences paragraph compress mean_in say_in say_this the_word word_for
    spell spelled pronounce caption_for reformulate simplify_the text_into convert_the 翻译 翻譯 总结 摘要 润色 改写 语法 概括 缩写 校对 翻訳
    要約 traduce traducir traduzca traduis traduire übersetze zusammenfassen resume resumen переведи перевод 번역 요약 outline
    synthesize distill in_a_nutshell boils_down abstract gist main_points bullet_points key_takeaways takeaway recap
    brief_summary one_sentence_summary make_a_sentence form_a_sentence generate_a_sentence sentence_using sentence_with
    use_the_word fill_in_the blank part_of_speech prefix suffix plural_of past_tense present_tense future_tense
    conjugate conjugation fluency readability more_concise concise more_formal more_professional professional_tone
    more_polite polite active_to word_choice vocabulary etymology pronunciation accent dialect slang rhyme rhymes
    with_rhymes acronym stands_for abbreviation literal literally transliterate transcribe transcription subtitle
    subtitles another_headline another_title title_for headline_for subject_line reworded paraphrased paraphrasing
    revise revised revision edited editing native_speaker esl grammar_errors grammar_mistakes spelling_mistakes
    punctuation_errors run_on comma commas apostrophe capitalization correct_grammar correct_sentence correct_version
    rewrite_the same_meaning_as different_words shorter_version simpler_version plain_english plain_language layman 造句
    近义词 反义词 成语 修改 语句 通顺 标题 概述 精简 什么意思 意思是 译成 译为 病句 纠正 do_you_spell do_you_say does_it_mean sagt_man comment_dit
    cómo_se_dice two_sentences into_one combine_the combine_these please_correct sentence_correct grammatically_correct
    correct_english sound_better sound_more more_natural better_wording rephrased simplify_this expand_this
    expand_on_this bullet_form one_paragraph two_paragraphs in_one_sentence`,
  tongues: `
    english french spanish german italian chinese mandarin japanese korean russian arabic hindi portuguese dutch latin
    greek turkish polish swedish danish norwegian finnish hebrew persian urdu bengali tamil telugu marathi gujarati
    punjabi vietnamese thai indonesian tagalog filipino swahili ukrainian czech hungarian romanian catalan 英文 中文 日语 法语
    英语 español inglés anglais français deutsch английский welsh irish scottish gaelic icelandic estonian latvian
    lithuanian slovak slovenian croatian serbian bulgarian albanian armenian georgian mongolian nepali sinhala burmese
    khmer lao malay javanese cantonese tibetan malayalam kannada oriya panjabi assamese sanskrit pashto kurdish amharic
    hausa yoruba igbo zulu xhosa afrikaans esperanto bahasa in_french in_spanish in_english in_german in_italian
    in_chinese in_japanese to_english to_french to_spanish to_german to_chinese into_english into_french into_spanish 日文
    韩语 俄语 德语 法文 auf_deutsch auf_englisch en_español en_inglés en_français en_anglais`,
  passage: `
    article articles passage text texts document documents following given_the the_following below above context
    paragraphs input output story_title email_below following_sentence following_text following_article
    following_paragraph excerpt highlights newspaper in_this_task you_are_given conversation dialogue generate write_a
    question answer answers option options statement`,
  feelings: `
    feel feels feeling felt feelings sad sadness lonely loneliness alone depressed depression anxious anxiety stress
    stressed stressful overwhelmed overwhelming upset hurt hurts hurting cry crying cried scared afraid fear fears
    hopeless helpless worthless guilty guilt ashamed shame grief grieving mourning panic panicked lost tired exhausted
    exhausting worried worry worries insomnia suicidal suicide self_harm therapy therapist counselor counseling
    counselling psychiatrist bipolar ptsd trauma traumatized abuse abused abusive toxic cheated cheating jealous
    jealousy heartbroken heartbreak breakup broke_up broken miserable unhappy numb empty nightmare nightmares struggle
    struggling struggled cope coping suffer suffering self_esteem confidence insecure embarrassed ignored rejected
    betrayed trust addicted addiction drinking burnout burned_out burnt_out meltdown mental mentally emotional
    emotionally mood moods nervous nervously frustrated frustrating angry anger regret blame blamed hate hates pain
    painful passed_away funeral died death sick ill illness fired laid_off unemployed evicted bills debt broke
    can't_sleep can't_stop don't_know_what deal_with get_over move_on let_go worn_out give_up 难过 伤心 焦虑 抑郁 压力 失眠 孤独 害怕 崩溃
    痛苦 分手 心情 担心 烦恼 绝望 難過 triste deprimido ansiedad déprimé angoisse traurig грустно одиноко 슬퍼 우울 悲しい 辛い つらい heartache
    rejection abandonment abandoned neglected invisible judged criticized bullied bullying harassed harassment
    manipulated manipulative gaslighting controlling unloved unwanted unappreciated taken_for_granted disconnected
    distant drifting apart burden restless racing_thoughts intrusive_thoughts obsess obsessing obsessive overthink
    overthinking ocd adhd_meds eating_disorder anorexia binge cutting harming relapse sober sobriety alcoholic rehab
    withdrawal meds medication therapist_says low_self dark_thoughts want_to_die end_it_all no_one_cares nobody_cares
    no_one_understands hard_time tough_time rough_time going_through hard_for_me difficult_for_me bad_day rough_day
    awful_day breaking_down broke_down snapped yelled yelling yell fight fighting fought argue arguing argued
    arguments_with tension tensions drama lied_to lying_to unfaithful affair infidelity hurtful resent resentment bitter
    devastated shattered crushed hopelessness emptiness isolation isolated homesick intimidated insecurities insecurity
    self_conscious self_doubt self_worth body_image fat ugly failure failing_at disappoint disappointed_in let_down
    letting_down freaking_out freak_out stressing stresses stressed_out stress_me driving_me on_edge uneasy dread
    dreading terrified petrified sleepless tossing can't_cope can't_handle can't_take too_much_for tired_of sick_of
    drained burn_out unmotivated motivation lazy procrastinate procrastinating behind_on falling_behind struggling_with
    struggle_with suffering_from diagnosed recover recovery recovering heal healing forgive forgiveness apologize
    move_forward moving_on closure support_system someone_to_talk need_to_talk vent venting advice what_should_i 不开心 委屈
    自卑 迷茫 好累 很累 心累 哭了 想死 失恋 吵架 孤单 紧张 不安 睡不着 furious heartbreaking last_straw overwhelms worn_down feeling_down
    really_down no_motivation stressing_me worried_about afraid_of fear_of being_alone tired_all not_sleeping
    lack_of_support hard_on_me take_care_of found_out lied`,
  people: `
    husband wife boyfriend girlfriend bf gf mom mum mother dad father sister brother friend friends best_friend family
    families parent parents marriage married divorce divorced separated relationship relationships partner ex kids kid
    son daughter child children boss coworker coworkers colleague colleagues roommate roommates grandma grandmother
    grandfather fiance fiancee in_laws mother_in_law stepdad pet dog cat girl boy guy aunt uncle cousin cousins nephew
    niece grandparents grandson granddaughter stepmom stepfather stepmother stepson twin twins sibling siblings spouse
    lover crush date dating dated neighbor neighbors landlord teacher teachers classmate classmates manager supervisor
    co_worker co_workers employer clients family_members loved_ones bestie baby toddler teenage teenager teenagers
    person somebody someone anyone everyone everybody nobody no_one 我妈 我爸 妈妈 爸爸 男朋友 女朋友 老公 老婆 朋友 孩子 父母 同事 老板 丈夫 妻子 室友
    grandmother's grandfather's stepdaughter father_in_law my_mother my_father my_wife my_husband my_son my_daughter
    my_sister my_brother my_boyfriend my_girlfriend my_roommate my_boss my_ex my_friend my_friends my_family my_parents
    my_kids my_partner my_dad my_mom`,
  burden: `
    school college exam exams homework grades class classes finals semester degree job jobs work working workload
    overtime shift money rent bill mortgage loan doctor hospital sleep sleeping asleep diet weight health deadline
    deadlines late busy covid pandemic lockdown quarantine traffic commute house apartment moving pay paying paid
    tuition loans debts unpaid paycheck_to savings afford budget rent_increase eviction landlord utilities groceries
    interview interviews resume promotion career unemployment layoff layoffs quit quitting graduate graduation gpa
    failing_class professor assignment assignments project projects presentation thesis studying study_for midterm
    midterms essay_due due_date meetings busy_schedule schedule_is night_shift double_shift lack_of_sleep sleep_deprived
    overweight gain_weight lose_weight pregnant pregnancy migraine migraines headache headaches back_pain surgery cancer
    diagnosis hospitalized virus social_distancing stuck_at_home car_broke car_accident accident broke_down_car repairs
    plumbing noisy 失业 辞职 离婚 考试 工作 加班 房租 学习 高考 考研 laid_off student_loans pay_off two_jobs single_mother working_from_home
    toddlers exhausting hours_a_week`,
  self: `
    i me my mine myself i'm i've i'd i'll im ive 我的 我是 我想 我很 我最近 我和`,
  others: `
    he she him her his hers they them their he's she's they're himself herself themselves it's it its this that these
    those there`,
  us: `
    we our us we're we've ourselves`,
  question: `
    who whom whose when where which who's where's when's`,
  whatIs: `
    what_is what's what_are what_was what_were what_does what_do what_did what's_the`,
  why: `
    why how 为什么 怎么 如何`,
  advice: `
    how_can_i how_should_i how_could_i how_do_i how_to ways_to some_ways best_way tips tip improve recommend
    recommendation recommendations suggest suggestion habits time_management productivity beginner beginners hacks
    should_i what_if imagine_if what_would would_you would_it could_you can_you can_i help_me please give_me show_me
    i_want i_need i_would_like i'd_like want_to need_to let_me make_sure`,
  emphasis: `
    just even ever so such all always never every really totally completely absolutely literally actually still again only
    whole entire very too much enough
    太 都 就 真 总是 每次`,
  negation: `
    no not never none nothing nobody nowhere don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt aren't won't
    wont can't cant couldn't couldnt wouldn't wouldnt shouldn't haven't hasn't hadn't ain't neither nor without cannot 不
    没有`,
  rebuke: `
    your_fault it's_your how_could_you how_can_you how_dare_you what_are_you what_were_you what_did_you why_are_you
    why_did_you why_would_you why_can't_you why_don't_you why_didn't_you you_can't you_don't you_didn't you_never
    you_always you_should you_shouldn't you_should_have you_could_have you_lied you_said you_told you_promised you_just
    you_people you_have_no you_think_you who_do_you do_you_think don't_you don't_tell don't_you_dare don't_even stop
    stop_it stop_that shut shut_up get_out get_off get_away go_away leave_me leave_alone let_go cut_it_out knock_it_off
    give_it give_me_a come_on for_god's god's_sake for_crying what_the what_the_hell the_hell are_you_kidding kidding_me
    are_you_serious seriously unbelievable i_can't_believe can't_believe i_hate i'm_sick had_enough enough_of
    i_don't_care who_cares whatever it's_not_fair not_fair not_okay not_funny not_acceptable oh_please how_many_times
    i_told_you told_you i_said i_already already_told already_said no_no don't_want i_don't_want mind_your none_of_your
    my_god i_swear excuse_me hey hey_hey fine so_what big_deal behind_my_back out_of_my dumped hit punch slap yell freak
    kick_your kick_his sue make_me made_me supposed_to have_to should_have should've would_you_just will_you_stop
    can_you_just can_you_please can_you_not does_this_even is_this_even why_is_this why_does_this why_isn't why_can't
    why_won't how_hard how_hard_is nobody_can no_one_can give_up_on waste_of waste_of_time waste_my worst_ever the_worst
    makes_me_mad pisses drives_me drive_me_crazy last_straw had_it_with cheat cheated betray betrayed do_you_have
    any_idea what_do_you want_from_me wrong_with_you matter_with_you your_problem out_of_mind lost_your_mind
    are_you_crazy are_you_insane are_you_out such_a you're_such you_are_such you_idiot you_jerk you_liar don't_touch
    don't_talk don't_ever don't_you_ever never_again last_time i_asked_you i_said_no i_mean_it i_don't_believe it's_over
    we're_done i'm_done i'm_through forget_it give_me_back give_it_back put_it_down put_that_down get_over get_your
    get_your_hands take_your keep_your that's_my it's_my you_took you_stole you_ruined you_broke you_ate you_made
    you_made_me you_let you_forgot you_left you_knew you_know_what you_were_supposed you_were_gonna you_want_me
    yes_you_did yes_you_are no_you_didn't no_you_don't no_you're stay_away stay_out back_off look_at_this listen_to_me
    look_what oh_really oh_sure yeah_right thanks_a_lot for_nothing thanks_for_nothing great_now well_excuse
    in_the_world on_earth in_hell like_hell the_fact_that because_of_you how_long_have why_on_earth why_do_you why_do_i
    why_must why_should what_kind_of that's_it that_is_it that's_not_what not_what_i should_be_ashamed
    ashamed_of_yourself grow_up lie_to_me lied_to_me treat_me treated_me respect disrespect`,
  you: `
    you your you're yours yourself`,
  errand: `
    play song songs playlist music album artist tune track band book booking restaurant reservation reserve table
    weather forecast temperature rain raining sunny remind reminder reminders alarm timer schedule calendar meeting
    appointment call text_message message order pizza movie movies theatre theater cinema showtimes rate stars rating
    directions traffic flight flights hotel hotels airport uber taxi tonight tomorrow today yesterday nearby near_me add
    turn_on turn_off lights volume shopping_list to_do todo_list bank account balance transfer credit_card card payment
    insurance oil tire tires gas vacation luggage carry_on pto payday paycheck meal dinner lunch breakfast recipe
    recipes cook cooking calories ingredients find_me show_me book_a play_the set_a cancel tv television series game
    video trailer photo saga novel points 天气 播放 提醒 订 音乐 餐厅 电影 闹钟 导航 station podcast audiobook listen shuffle skip pause
    resume_playing volume_up louder soundtrack ep discography concert book_me table_for party_of seats reservations
    diner bistro brasserie pub bar tavern cafe cafeteria steakhouse sushi bbq burger burgers taco tacos pasta vegan
    gluten_free menu delivery takeout humid humidity windy snow snowing snowy storm stormy cloudy blizzard hail
    temperatures celsius fahrenheit colder warmer chilly freezing forecast_for out_of_five rating_of rate_this give_this
    current_book current_album this_textbook this_series movie_times movie_schedule showing_at playing_at nearest
    closest in_the_area neighborhood movie_house find_the_movie tv_show tv_series game_called song_called book_called
    picture_called exchange_rate routing_number pin_number pin checks checking_account savings_account apr credit_score
    credit_limit fraud report_fraud lost_card rewards redeem points_balance bill_balance spending transactions
    interest_on ingredient_substitution substitute gas_mileage mpg jump_start change_oil oil_change tire_pressure rental
    car_rental travel_alert international_visa vaccines_for plug_type timezone time_in date_of what_time text_my call_my
    make_a_call share_location find_phone find_my_phone flip_a_coin roll_dice whisper_mode change_accent change_speed
    user_name change_language smart_home update_playlist next_song what_song how_old_are who_made are_you_a 做饭 菜谱 明天 今天
    几点 快递 订单 退款 银行卡 机票 酒店 card_declined top_up topping_up refund my_order cancel_my track_my package_delivery
    subscription visa_type card_arrived still_waiting waiting_on parking cheap_hotel guesthouse train_to train_from
    taxi_to departing arriving`,
  make: `
    write story stories poem poetry haiku lyrics imagine imaginative roleplay role_play pretend character characters
    act_as you_are scene dialogue dialog novel tweet tweets blog blog_post post caption email letter speech pitch slogan
    tagline invitation joke jokes creative fictional fantasy sci_fi describe compose draft essay cover_letter
    advertisement ad advertise product_description review_of create brainstorm ideas suggestions names_for plan_a
    itinerary monologue persona wizard dragon detective pirate knight world adventure time_traveling opening_paragraph
    故事 写一 诗 小说 扮演 创作 角色 文案 roleplaying playing_the_role take_on_the as_a_character as_a you're_a from_the_perspective
    point_of_view first_person_narrative short_story fairy_tale fable legend_of myth screenplay script_for_a sitcom
    episode movie_plot plot plot_twist protagonist villain hero heroine superhero kingdom princess prince castle magical
    magic spell_book spaceship alien aliens robot_character vampire zombie ghost haunted treasure quest battle warrior
    sherlock_holmes hamlet gandalf shakespeare elf dwarf time_traveler ancient_greek chef_persona mentor_character
    interview_with monologue_from diary_entry journal_entry obituary_humor song_lyrics rap limerick sonnet verse stanza
    rhyming parody satire humorous funny witty catchy engaging persuasive compelling copy marketing_campaign campaign
    instagram facebook linkedin_post youtube tiktok hashtag hashtags newsletter press_release blog_article travel_blog
    product_launch brand business_name company_name startup_name logo invitation_to toast wedding_speech thank_you_note
    birthday_card birthday valentine resignation_letter recommendation_letter formal_email professional_email email_to
    bio biography_of profile_for_my dating_profile menu_for meal_plan workout_plan lesson_plan travel_itinerary
    itinerary_for gift_ideas party_ideas decorate decorating costume halloween christmas 写一首 写一篇 写一个故事 诗歌 剧本 台词 假如 想象 作文`,
  fact: `
    who_is who_was where_is where_did when_did when_was what_year what_time capital president born country city state
    currency movie actor actress team championship won language_spoken religion timezone time_zone located name_of named
    called famous king queen prime_minister author invented founded population tallest largest what_kind what_type
    what_did what_does who_did who_played who_plays where_does where_was years_ago which_country which_city which_state
    which_year what_country what_city what_state what_language what_language_does what_currency what_money what_team
    what_college what_high_school what_school what_position what_movies what_movie what_book what_books what_songs
    what_character what_instrument what_religion what_time_zone what_killed who_wrote who_directed who_founded
    who_invented who_discovered who_won who_plays_for who_owns who_created who_married who_is_the who_was_the where_are
    where_to where_can when_is when_does when_will how_old how_tall how_high how_deep how_big how_did_die what_to_see
    things_to_do places_to guinness_world_records world_record most_populous birthplace birth_place hometown nationality
    net_worth nickname mascot flag anthem zip_code area_code abbreviation_of parents_of wife_of husband_of son_of
    daughter_of brother_of 首都 谁是 哪里 什么时候 哪个 哪年 人口`,
  chat: `
    hi hello hey thanks thank lol haha hahaha nice cool great awesome wow yeah yep yes nope no okay ok sure bye goodbye
    how_are_you do_you are_you what_do_you have_you love like favorite hobby hobbies fun enjoy live weekend hiking
    really too sounds_like me_too good_morning what's_up your_name 你好 谢谢 你是 how_is_your how_was_your how_about_you
    what_about_you and_you do_you_like do_you_have do_you_enjoy do_you_ever do_you_know did_you have_you_ever
    are_there_any i_love i_like i_enjoy my_favorite same_here that_is_cool that_is_awesome that's_great that_sounds
    sounds_good sounds_fun oh_cool oh_nice oh_wow oh_really i_see i_agree of_course no_way for_sure wow_that
    nice_to_meet any_pets any_hobbies for_a_living where_are_you where_do_you travel traveling cooking reading gardening
    camping fishing biking swimming dancing singing guitar piano video_games netflix anime comics star_wars coffee tea
    beer wine chocolate pizza_is vegetarian beach mountains summer winter fall_season spring_break football basketball
    baseball soccer hockey tennis golf olympics dogs cats puppy kitten haircut are_you_human what_is_your what_can_you
    who_are_you maybe yes_please no_thanks that's_right never_mind repeat_that say_that_again 你叫什么 你好吗 早上好 晚安 哈哈 再见`,
  leisure: `
    sport sports league nba nfl mlb nhl fifa world_cup super_bowl olympic olympics coach quarterback pitcher goalie
    stadium celebrity celebrities singer rapper actress director hollywood oscar grammy emmy concert tour fashion
    clothes outfit shoes dress makeup hairstyle hair jewelry shopping shop store mall sale gift furniture garden
    gardening lawn kitchen bathroom bedroom clean cleaning laundry stain recipe bake baking cake bread cheese salad soup
    sauce spicy grill restaurant_in wine cocktail coffee_shop tourist tourism sightseeing attractions visit visiting
    trip cruise road_trip backpacking passport beach_in museum museums park parks zoo festival camping horoscope zodiac
    puzzle_game board_game chess poker minecraft pokemon playstation xbox nintendo disney marvel simpsons harry_potter
    batman star_trek beatles dog_breed puppy_training car cars truck motorcycle bike phone iphone laptop_to gadget
    church god jesus bible 推荐 旅游 美食 电视剧 游戏 足球 篮球 明星 歌手 衣服 减肥 nike adidas running_shoes breakfast_ideas healthy_breakfast`,
  place: `
    america american usa u_s united_states uk england britain british london france paris germany berlin italy rome
    spain madrid portugal greece athens turkey istanbul russia moscow china beijing shanghai japan tokyo korea seoul
    india delhi mumbai pakistan australia sydney canada toronto mexico brazil argentina egypt cairo nigeria kenya
    south_africa israel iran iraq saudi_arabia dubai ireland dublin scotland poland sweden norway denmark finland
    netherlands amsterdam belgium switzerland austria vienna hungary ukraine thailand vietnam indonesia philippines
    singapore malaysia new_york california texas florida chicago boston seattle san_francisco los_angeles washington
    virginia ohio michigan georgia arizona colorado oregon nevada las_vegas utah alabama tennessee kentucky carolina
    maryland pennsylvania philadelphia new_jersey massachusetts minnesota wisconsin illinois indiana missouri iowa
    kansas nebraska oklahoma arkansas louisiana mississippi hawaii alaska africa europe asia`,
  extract: `
    extract extraction identify find_the list list_all names entities entity fields table spreadsheet columns category
    classify categorize label labels tag tags which_of highlight pick_out locate spans answer_the_question based_on
    according_to 提取 抽取 识别 列出 分类`,
  verify: `
    verify verification validate validation check correct incorrect true false fact_check plausible consistent
    contradict contradiction entail entails entailment imply implies yes_or_no is_it_true is_this is_that valid invalid
    whether judge decide determine same_meaning agree support supports refute suggested_answer acceptable 是否 正确 验证 检查`,
  reason: `
    if_then must_be must_be_true could_be_true cannot except argument arguments conclusion premise premises assume
    assumption assumptions logically logic reasoning follows_from strengthen weaken flaw flawed inference infer deduce
    deduction puzzle riddle which_one_of one_of_the therefore because however either neither exactly only_if at_least
    at_most step_by_step show_your_work trade_off trade_offs tradeoffs design architecture strategy strategic optimize
    optimise optimal derive prove justify rigorous why evaluate consequences scenario multi_step critically in_detail 推理
    证明 逻辑 策略 设计 优化`,
  anger: `
    angry mad furious pissed annoyed annoying annoys irritated irritating hate hated hates stupid idiot idiots idiotic
    dumb moron morons ridiculous pathetic disgusting disgusted disgrace gross terrible horrible awful worst useless
    garbage trash crap bullshit shit shitty fuck fucking fucked fuckin wtf damn damned dammit goddamn hell bitch bastard
    ass asshole jerk liar lies lying scam ripoff disappointed disappointing disappointment unacceptable fed_up sick_of
    tired_of enough shut_up what_the why_the ugh argh smh screw sucks sucked suck loser losers shame blame rude
    disrespectful racist toxic selfish nonsense absurd outrageous unfair wrong ruin ruined waste wasted nasty creepy ew
    eww yikes lame boring dislike doesn't_work not_working still_not keeps_failing how_dare can't_believe get_out
    leave_me kill 垃圾 生气 烦 讨厌 气死 愤怒 失望`,
  trouble: `
    again still already third_time every_time same_error keeps keep_getting nothing_works won't wont can't cant cannot
    doesn't doesnt didn't didnt not never broken stuck fails failed failing failure issue issues problem problems error
    errors impossible refuse refuses ignore ignored ignoring waiting hours days weeks support refund complaint 还是 又 不行
    没用`,
  sorrow: `
    sad sorry miss missed missing lost loss cry cried crying tears tear lonely alone hurt hurts broken died dead death
    rip heartbreaking heartbroken poor depressed depressing depression tragic tragedy unfortunately regret painful pain
    grief condolences passed_away hopeless miserable gone left_me goodbye never_see 难过 伤心 可怜 想哭`,
  fear: `
    scared scary afraid fear terrified terrifying worried worry worries nervous anxious anxiety panic horror horrifying
    creepy nightmare danger dangerous threat frightened frightening careful risk alarming dread oh_my_god oh_god
    please_don't run help hurry freaking what_if gonna_die hide 害怕 担心 恐怖 紧张 焦虑`,
  joy: `
    happy love loved loves lovely great awesome amazing wonderful excellent fantastic good best beautiful perfect glad
    thank thanks congrats congratulations yay haha lol lmao excited exciting enjoy enjoyed fun funny hilarious nice cool
    brilliant proud hope hopefully win won wins cute sweet adorable appreciate grateful blessed welcome well_done
    good_job good_luck impressive impressed favorite laugh smile yes absolutely agree incredible delicious 开心 高兴 喜欢 谢谢
    太好了`,
  confusion: `
    confused confusing confuse understand don't_understand don't_get don't_know not_sure unsure wait what huh hmm
    why_would how_come puzzled unclear wondering wonder no_idea lost_me makes_no_sense sense means mean really doubt
    think_so i_thought maybe perhaps idk curious 不懂 不明白 疑惑 怎么回事`,
  debugging: `
    fix bug bugs debug debugging error errors exception crash crashes crashing traceback stack_trace not_working
    doesn't_work won't_compile wrong_output fails failing broken why_does_my why_is_my what_is_wrong what's_wrong
    segfault undefined 报错 调试 出错 崩溃 不能运行 跑不通 修复`,
  making: `
    write create generate build make implement design draft compose develop produce add set_up 写 生成 创建 实现`,
  image: `
    image images picture pictures photo photos photograph screenshot diagram drawing painting in_the_image in_this_image
    shown in_the_picture in_the_photo in_the_scene depicted visible background wearing 图片 照片 截图 图中`,
  act: `
    book reserve order buy send call turn_on turn_off set play add cancel schedule remind search find fetch look_up
    retrieve current latest today right_now weather stock price transfer balance update delete create_a get_the get_me
    show_me fetch_the flight hotel my_account upload download status 查询 预订 发送 搜索 最新`,
  haste: `
    urgent urgently asap immediately right_now quickly quick hurry emergency now deadline tonight production outage
    as_soon_as 紧急 马上 立刻 尽快`,
  stakes: `
    legal lawsuit contract medical medication dosage diagnosis emergency safety tax taxes compliance security
    vulnerability financial investment mortgage suicide court liability allergic overdose chest_pain poison production
    patient visa 法律 医疗 药 合同 安全 投资`,
  thrift: `
    cheap cheaper cheapest brief briefly short concise simple quick rough one_word one_sentence in_short 简短 简单`,
} as const
