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
    flutter xcode android_studio visual_studio vscode jupyter ios_app webapp csv tsv dataframe pyspark tkinter
    selenium beautifulsoup scrapy sqlalchemy hibernate spring_boot maven gradle gcc clang makefile cmake x86 assembly
    verilog vhdl unity unreal arduino raspberry_pi firebase heroku kubectl helm oauth jwt websocket grpc mqtt rabbitmq
    elasticsearch cassandra dynamodb sed awk grep curl wget rsync vim emacs cuda opengl webgl wasm svelte nextjs
    tailwind bootstrap redux rxjs ruby_on_rails entity_framework stackoverflow codeforces hackerrank`,
  code: `
    code program programmer function method variable parameter argument array loop recursion recursive algorithm
    compiler compile bug debug script library framework endpoint repository repo commit pull_request merge_conflict
    database query stack_trace exception runtime thread async callback pointer struct inheritance interface subclass
    constructor import syntax refactor unit_test linked_list binary_tree binary_search hash_map hashmap dictionary
    tuple integer boolean parse parser string substring palindrome sort queue heap stack bst traversal lambda regex
    regular_expression backend frontend server client webpage website web_app http url rest_api localhost deploy
    deployment container microservice cli command_line terminal shell cron dockerfile plugin component dataframe csv
    dataset_class source_code pseudocode snippet iterate iterator iteration enumerate index indices list_of lists dict
    nested segfault syntaxerror typeerror valueerror nullpointerexception null undefined error_message crash stdout
    stdin input_list returns implement implementation time_complexity space_complexity big_o overload override getter
    setter mutex deadlock garbage_collector machine_learning neural_network classifier model_for pretrained
    detect_objects image_classification embedding fine_tune 代码 函数 编程 程序 算法 数组 排序 变量 报错 调试 接口 数据库 脚本 编译 前端 后端 循环 递归 链表
    正则 爬虫 关数 プログラム コード código función programa programar fonction programme funktion programmieren функция код
    программа 코드 함수 file_path filename directory folder recursively executable binary byte hex hexadecimal bitwise
    encode decode timestamp datetime json_object key_value keys primary_key foreign_key join inner_join left_join
    index_out where_clause column row cell spreadsheet_macro button onclick dropdown checkbox textbox div_tag
    css_class stylesheet responsive layout dom callback_function event_listener listener middleware controller route
    router payload headers request_body status_code authentication authenticate token session_cookie cookies cache
    multithreading multithreaded concurrency concurrent parallelism semaphore goroutine coroutine generator decorator
    abstract_class singleton factory_pattern design_pattern design_patterns oop object_oriented functional_programming
    unit_tests test_case test_cases pytest junit mock logging logger stacktrace traceback breakpoint debugger
    debugging memory_leak overflow underflow out_of_bounds off_by_one edge_cases linter lint codebase git_commit
    rebase branch branches pipeline ci cd environment_variable env config configuration install uninstall
    package_manager dependency dll driver firmware kernel malloc allocate heap_memory hashset hashtable array_list
    arraylist matrix_of concatenate concat append prepend trim whitespace newline delimiter comma_separated uppercase
    lowercase anagram fibonacci factorial_function fizzbuzz binary_number bubble_sort quicksort merge_sort
    breadth_first depth_first dijkstra dynamic_programming greedy backtracking memoization first_line second_line
    standard_input standard_output print_the input_format output_format sample_input sample_output constraints webhook
    scraper scrape crawl bot_that chatbot app_that tool_that automate automation software developer software_engineer
    saas programming_language data_structure data_structures object instance attribute namespace macro template_class
    generics enum_type typecast cast_to type_error exit_code http_request ajax post_request get_request local_storage
    sqlite_database stored_procedure orm schema migration api_key api_call rate_limit docker_image virtual_machine ssh
    ftp sftp firewall port_number dns ip_address tcp udp socket packet computer_vision object_detection
    text_classification sentiment_analysis speech_recognition segmentation pose_estimation depth_estimation
    image_recognition transformer model_that api_to api_that 对象 线程 服务 服务器 部署 测试 异常 网页 按钮 源码 运行 命令 终端 框架 开发 软件 字符串 字典
    列表 写代码 多线程 git_stash last_commit keyword reserved_word null_pointer sql_query table_schema query_the flexbox
    line_contains of_the_input single_integer print_one print_a_single print_yes the_output milliseconds current_time
    subarray contiguous file_named files_ending text_files rename chmod symlink version_control groupby rolling_mean
    fetch_data async_function type_annotation type_hint boilerplate hello_world compile_error runtime_error`,
  syntax: `
    def elif const let var printf println int void public static private protected self nullptr endif struct enum
    typedef include namespace stdio iostream async await return import lambda bool str len print console foreach
    endfor param args kwargs init todo assert isinstance select insert where groupby foo bar true false none typing
    optional val fn impl mut func elseif fi echo sudo apt chmod usr bin href div span`,
  math: `
    math mathematics equation inequality polynomial quadratic triangle circle rectangle square_root angle derivative
    integral integrate differentiate matrix matrices determinant eigenvalue probability theorem lemma prove proof
    divisible divisor remainder prime fraction numerator denominator percent percentage ratio calculate compute
    evaluate simplify perimeter area volume radius diameter hypotenuse arithmetic geometric sequence logarithm log
    exponent exponential sin cos tan sine cosine tangent modulo mod vertex vertices parallelogram trapezoid hexagon
    polygon perpendicular parallel slope intercept coordinate real_number real_numbers integer positive_integer
    complex_number whole_number natural_number sum_of product_of multiply multiplication divide division subtract
    subtraction add_up addition plus minus times equals squared average median variance standard_deviation permutation
    combination factorial binomial coefficient root digit decimal algebra algebraic geometry trigonometry calculus
    arithmetic_mean gcd lcm solve how_many_ways expression value_of find_the_value dice coin marbles maximize minimize
    converge series vector cube sphere cylinder cone degrees interest_rate simple_interest compound_interest sqrt frac
    cdot leq geq neq mathbb mathrm pmod infty theta pi boxed 数学 方程 计算 几何 概率 三角 证明 求解 积分 导数 函数值 整数 面积 多少 平均 方程式 計算
    ecuación calcular resolver triángulo équation calculer gleichung berechne уравнение вычислите 방정식 계산 show_that
    suppose_that such_that find_all let_x let_n let_a given_that rational irrational nonnegative nonzero odd even
    consecutive distinct inscribed circumscribed midpoint bisector altitude isosceles equilateral right_triangle
    diagonal chord arc ellipse parabola hyperbola asymptote domain range injective bijective eigenvector orthogonal
    norm gradient taylor laplace fourier bayes confidence_interval hypothesis_test median_of subset union intersection
    venn modular congruent congruence induction rounding round_to nearest_hundredth word_problem simplest_form
    least_common greatest_common ratio_of proportion proportional km_h m_s per_annum annum principal_amount sum_is
    product_is 解方程 乘以 除以 加上 减去 百分 平方 立方 一共 剩下 每小时 公里 求导 极限 矩阵 不等式 the_mean mean_of`,
  wordProblem: `
    how_many how_much total altogether each every twice thrice half third quarter dozen more_than less_than fewer left
    remain cost bought buys sold sells earn spend spent dollars cents per_hour per_week per_day miles kilometers km
    meters feet inches hours minutes speed apples oranges cookies candies pencils stickers pounds gallons liter
    kilograms grams price discount profit loss workers pipes tank train boat upstream downstream increase_by if_he
    if_she if_they does_he does_she did_he did_she will_be tickets eggs pages slices pieces boxes bags initially older
    younger years_old ages 多少钱 多少个 几个 还剩 平均每 总共`,
  evidence: `
    study evidence literature research researcher paper review systematic trial clinical efficacy effectiveness
    association associated correlate correlation hypothesis survey methodology findings comprehensive in_depth
    investigate investigation impact implications trends mechanisms analysis analyze analyse cohort randomized
    predictor predict prognosis prognostic marker role_of effect_of effects_of influence factor cite sources
    references scholarly academic thesis dissertation state_of_the theoretical empirical framework compare comparison
    report policy overview assess assessment evaluate_the outcomes related_to due_to risk_of risk_factors 研究 论文 文献 综述
    分析 调研 影响 趋势 报告 证据 investigación estudio étude recherche forschung исследование 연구 論文 cross_sectional longitudinal
    retrospective prospective randomised placebo in_vitro in_vivo assay biomarker prevalence incidence epidemiology
    etiology pathogenesis comparative quantitative qualitative statistically statistical empirically hypotheses
    journal publication publish arxiv doi citation scholars historians experts whitepaper white_paper market_share
    forecast_for outlook feasibility roadmap current_state latest_developments advances advancements challenges
    opportunities perspective interplay underlying critically systematically in_terms_of relationship_between
    correlation_between associated_with does_it_affect useful necessary reliable valid feasible prevalence_of 机制 疗效 临床
    研究表明 前景 现状 对比 行业 市场`,
  science: `
    disease cancer patient therapy diabetes cardiovascular syndrome receptor gene genetic protein cells mice vaccine
    infection cardiac surgery surgical tumor tumour carcinoma chronic acute diagnosis diagnostic symptom treatment
    drug dose antibiotics hypertension pregnancy pediatric hospital mortality obesity asthma inflammation immune brain
    neural neurons bone liver kidney lung breast prostate stroke virus bacterial climate quantum species evolution
    evolutionary energy emissions carbon semiconductor materials electrolyte battery catalyst economic economy gdp
    inflation market industry investment sustainable sustainability regulation governance technology satellite physics
    chemistry chemical biology biological ecosystem ecology psychology sociology anthropology archaeology neuroscience
    photosynthesis dna rna atom molecule relativity gravity planet universe black_hole ocean glacier geology sea_level
    social_media aging alzheimer dementia parkinson autism adhd schizophrenia migraine arthritis osteoporosis anemia
    hepatitis hiv aids malaria tuberculosis influenza coronavirus vitamin supplement cholesterol insulin glucose
    hormone metabolism nutrition blood blood_pressure heart heart_attack skin muscle nerve eye thyroid colon rectal
    bladder ovarian cervical esophageal pancreatic leukemia lymphoma melanoma chemotherapy radiation mri ct ultrasound
    biopsy transplant infants neonatal newborn adolescents elderly older_adults gender ethnicity socioeconomic fossil
    dinosaur shark mammal reptile insect plant bird fish whale habitat biodiversity deforestation pollution renewable
    solar wind_power nuclear hydrogen fossil_fuels greenhouse greenhouse_gas ozone earthquake volcano tsunami
    hurricane ancient civilization empire medieval renaissance revolution colonial colonialism slavery constitution
    amendment democracy democratic capitalism communism socialism federal supreme_court legislation treaty geopolitics
    geopolitical tariffs monetary fiscal interest_rates blockchain cryptocurrency bitcoin artificial_intelligence llm
    robotics autonomous nanotechnology superconductivity superconductors crispr genome stem_cells microbiome telescope
    galaxy mars nasa thermodynamics entropy electromagnetic magnetic chip manufacturing logistics automotive
    electric_vehicles aerospace agriculture agricultural crop soil water_quality irrigation fisheries livestock
    education_system pedagogy urbanization migration demographics aging_population workforce labor philosophy
    philosophical ethics ethical linguistics 疾病 治疗 症状 经济 政策 历史 气候 原理 生物 物理 化学 量子 基因 病毒 细胞 能源 环境 crisis recession war
    conflict peace nation parliament monarchy dynasty archaeologist camel predators prey photosynthetic cognitive
    cognition dopamine addiction neurotransmitter serotonin turbine generator electricity alligators crocodiles
    amphibians`,
  explain: `
    what_are_the what_are_some how_does how_do what_causes caused history_of difference_between differences advantages
    disadvantages benefits types_of kinds_of tell_me_about tell_me_more more_about purpose_of importance_of origin
    explain_how explain_the explain_why why_do why_does why_are why_is why_did why_was side_effects signs_of known_for
    example_of examples what_about what_else how_did how_was how_were how_is significance 为什么 原因 区别 如何 解释 介绍 how_are
    how_can how_long how_far how_often how_many_types what_happens what_happened what_makes what_role what_led led_to
    contribute native_to composed_of made_of consist_of consists made_up used_for used_to uses_of compare_to
    similar_to same_as effects_on effect_on common_types most_common alternative treatments_for remedies
    information_about learn_about facts_about describe_the pros_and_cons characteristics features_of properties_of
    theory_of theories concept_of tell_me_the describe_how does_it_work do_they_work considered safe_to bad_for
    good_for healthy dangerous discuss causes_of consequences_of overview_of limitations implications_of link_between
    differ_from survive evolved`,
  rewrite: `
    translate translation translator paraphrase rephrase rewrite reword summarize summarise summary summarization
    proofread grammar grammatical grammatically misspelled typo synonym antonym define definition meaning headline
    title tone formal informal punctuation shorten condense tl_dr tldr edit rewritten write_a_summary sum_up main_idea
    key_points another_way simpler wording fluent polish correct_the capitalize tense active_voice verb noun adjective
    idiom phrase sentence paragraph compress say_this the_word word_for spell pronounce reformulate text_into
    convert_the 翻译 翻譯 总结 摘要 润色 改写 语法 概括 缩写 校对 翻訳 要約 traduce traducir traduzca traduis traduire übersetze
    zusammenfassen resume resumen переведи перевод 번역 요약 outline synthesize distill in_a_nutshell boils_down abstract
    gist main_points takeaway recap brief_summary form_a_sentence generate_a_sentence sentence_using sentence_with
    blank prefix suffix past_tense present_tense conjugate conjugation fluency readability more_concise concise
    more_professional polite vocabulary etymology pronunciation accent dialect slang rhyme acronym stands_for
    abbreviation literal literally transliterate transcribe transcription subtitle title_for headline_for revise
    revision esl spelling_mistakes punctuation_errors run_on comma apostrophe capitalization correct_version
    rewrite_the same_meaning_as different_words layman 造句 近义词 反义词 成语 修改 语句 通顺 标题 概述 精简 什么意思 意思是 译成 译为 病句 纠正
    do_you_spell do_you_say does_it_mean cómo_se_dice two_sentences into_one combine_the grammatically_correct
    more_natural`,
  tongues: `
    english french spanish german italian chinese mandarin japanese korean russian arabic hindi portuguese dutch latin
    greek turkish polish swedish danish norwegian finnish hebrew persian urdu bengali tamil telugu marathi gujarati
    punjabi vietnamese thai indonesian tagalog filipino swahili ukrainian czech hungarian romanian catalan 英文 中文 日语 法语
    英语 español inglés anglais français deutsch английский welsh irish scottish gaelic icelandic estonian latvian
    lithuanian slovak slovenian croatian serbian bulgarian albanian armenian georgian mongolian nepali sinhala burmese
    khmer lao malay javanese cantonese tibetan malayalam kannada oriya panjabi assamese sanskrit pashto kurdish
    amharic hausa yoruba igbo zulu xhosa afrikaans esperanto bahasa in_french in_spanish in_english in_german
    in_italian in_chinese in_japanese to_english to_french to_spanish into_english into_french into_spanish 日文 韩语 俄语
    德语 法文 en_español en_inglés en_français`,
  passage: `
    article passage text document following given_the the_following below above context paragraphs input output
    following_sentence following_text following_article following_paragraph excerpt highlights newspaper in_this_task
    you_are_given conversation dialogue generate write_a question answer option statement`,
  feelings: `
    feel felt sad sadness lonely loneliness alone depressed depression anxious anxiety stress stressful overwhelmed
    overwhelming upset hurt cry cried scared afraid fear hopeless helpless worthless guilty guilt ashamed shame grief
    grieving mourning panic panicked lost tired exhausted exhausting worry insomnia suicidal suicide self_harm therapy
    therapist counselor counseling counselling psychiatrist bipolar ptsd trauma traumatized abuse abusive toxic
    cheated cheating jealous jealousy heartbroken heartbreak breakup broke_up miserable unhappy numb nightmare
    struggle cope suffer self_esteem insecure embarrassed ignored rejected betrayed addicted addiction burnout
    burned_out burnt_out meltdown mental mentally emotional emotionally mood nervous nervously frustrated frustrating
    angry anger regret blame hate pain painful passed_away funeral died death sick ill illness fired laid_off
    unemployed evicted bills debt broke can't_sleep can't_stop don't_know_what deal_with get_over move_on let_go
    worn_out give_up 难过 伤心 焦虑 抑郁 压力 失眠 孤独 害怕 崩溃 痛苦 分手 心情 担心 烦恼 绝望 難過 triste deprimido ansiedad déprimé angoisse
    traurig грустно одиноко 슬퍼 우울 悲しい 辛い つらい heartache rejection abandonment abandoned neglected invisible judged
    criticized bullied bullying harassed harassment manipulated manipulative gaslighting controlling unloved unwanted
    unappreciated taken_for_granted disconnected drifting apart burden restless obsess obsessive overthink ocd
    eating_disorder anorexia relapse sober sobriety alcoholic rehab meds medication therapist_says low_self
    want_to_die nobody_cares no_one_understands hard_time tough_time rough_time going_through hard_for_me
    difficult_for_me bad_day breaking_down broke_down snapped yell fight fought argue arguments_with tension drama
    lied_to lying_to unfaithful affair infidelity hurtful resent resentment bitter devastated shattered crushed
    hopelessness emptiness isolation isolated homesick intimidated insecurity self_conscious self_doubt self_worth
    body_image fat ugly failing_at disappoint disappointed_in let_down freaking_out freak_out stresses stressed_out
    stress_me driving_me on_edge uneasy dread terrified petrified sleepless can't_handle can't_take too_much_for
    tired_of sick_of drained unmotivated lazy procrastinate behind_on struggling_with struggle_with suffering_from
    diagnosed recover heal forgive forgiveness apologize move_forward moving_on support_system someone_to_talk
    need_to_talk vent what_should_i 不开心 委屈 自卑 迷茫 好累 很累 心累 哭了 想死 失恋 吵架 孤单 紧张 不安 睡不着 furious overwhelms feeling_down
    really_down stressing_me worried_about afraid_of fear_of being_alone take_care_of found_out lied`,
  people: `
    husband wife boyfriend girlfriend bf gf mom mum mother dad father sister brother friend best_friend family parent
    marriage married divorce separated relationship partner ex kid son daughter child children boss coworker colleague
    roommate grandma grandmother grandfather fiance fiancee in_laws mother_in_law stepdad pet dog cat girl boy guy
    aunt uncle cousin nephew niece grandparents grandson granddaughter stepmom stepfather stepmother stepson twin
    sibling spouse lover crush date neighbor landlord teacher classmate manager supervisor co_worker co_workers
    employer clients family_members loved_ones bestie baby toddler teenage teenager person somebody someone anyone
    everyone everybody nobody no_one 我妈 我爸 妈妈 爸爸 男朋友 女朋友 老公 老婆 朋友 孩子 父母 同事 老板 丈夫 妻子 室友 grandmother's grandfather's
    stepdaughter my_mother my_father my_wife my_husband my_son my_daughter my_sister my_brother my_boyfriend
    my_girlfriend my_roommate my_boss my_ex my_friend my_friends my_family my_parents my_kids my_partner my_dad my_mom`,
  burden: `
    school college exam homework grades class classes finals semester degree job work workload overtime shift money
    rent bill mortgage loan doctor hospital sleep asleep diet weight health deadline late busy covid pandemic lockdown
    quarantine traffic commute house apartment moving pay paid tuition debts unpaid paycheck_to savings afford budget
    eviction landlord utilities groceries interview resume promotion career unemployment layoff quit quitting graduate
    graduation gpa professor assignment project presentation thesis studying study_for midterm due_date meetings
    busy_schedule night_shift double_shift sleep_deprived overweight gain_weight lose_weight pregnant pregnancy
    migraine headache back_pain surgery cancer diagnosis hospitalized virus stuck_at_home car_broke car_accident
    accident repairs plumbing noisy 失业 辞职 离婚 考试 工作 加班 房租 学习 高考 考研 laid_off student_loans pay_off two_jobs
    single_mother working_from_home toddlers exhausting hours_a_week`,
  self: `
    i me my mine myself i'm i've i'd i'll im ive 我的 我是 我想 我很 我最近 我和`,
  others: `
    he she him her his they them their he's she's they're himself herself themselves it's it its this that these those
    there`,
  us: `
    we our us we're we've ourselves`,
  question: `
    who whom whose when where which who's where's when's`,
  whatIs: `
    what_is what's what_are what_was what_were what_does what_do what_did what's_the`,
  why: `
    why how 为什么 怎么 如何`,
  advice: `
    how_could_i how_do_i how_to ways_to some_ways best_way tip improve recommend recommendation suggest suggestion
    habits productivity beginner hacks should_i what_if imagine_if what_would would_you would_it could_you can_you
    can_i help_me please give_me show_me i_want i_need i_would_like i'd_like want_to need_to let_me make_sure`,
  negation: `
    no not never none nothing nobody nowhere don't dont doesn't doesnt didn't didnt isn't isnt wasn't wasnt aren't
    won't wont can't cant couldn't couldnt wouldn't wouldnt shouldn't haven't hasn't hadn't ain't neither nor without
    cannot 没有`,
  you: `
    you your you're yourself`,
  errand: `
    play song playlist music album artist tune track band book restaurant reservation reserve table weather forecast
    temperature rain sunny remind reminder alarm timer schedule calendar meeting appointment call text_message message
    order pizza movie theatre theater cinema showtimes rate stars directions traffic flight hotel airport uber taxi
    tonight tomorrow today yesterday nearby near_me add turn_on turn_off lights volume shopping_list to_do todo_list
    bank account balance transfer credit_card card payment insurance oil tire gas vacation luggage carry_on pto payday
    paycheck meal dinner lunch breakfast recipe cook calories ingredients find_me show_me book_a play_the set_a cancel
    tv television series game video trailer photo saga novel points 天气 播放 提醒 音乐 餐厅 电影 闹钟 导航 station podcast audiobook
    listen shuffle skip pause volume_up louder soundtrack ep discography concert book_me table_for party_of seats
    diner bistro brasserie pub bar tavern cafe cafeteria steakhouse sushi bbq burger taco pasta vegan gluten_free menu
    delivery takeout humid humidity windy snow snowy storm stormy cloudy blizzard hail celsius fahrenheit colder
    warmer chilly freezing forecast_for rating_of rate_this give_this this_series showing_at playing_at nearest
    closest in_the_area neighborhood tv_show tv_series game_called song_called book_called exchange_rate
    routing_number pin_number pin checks checking_account savings_account apr credit_score credit_limit fraud
    lost_card rewards redeem spending transactions interest_on substitute gas_mileage mpg jump_start change_oil
    oil_change tire_pressure rental car_rental travel_alert international_visa plug_type timezone time_in date_of
    what_time text_my call_my find_my_phone flip_a_coin roll_dice whisper_mode user_name change_language next_song
    what_song how_old_are who_made are_you_a 做饭 菜谱 明天 今天 几点 快递 订单 退款 银行卡 机票 酒店 card_declined refund my_order cancel_my
    track_my subscription still_waiting waiting_on parking guesthouse train_to taxi_to departing arriving`,
  make: `
    write story poem poetry haiku lyrics imagine imaginative roleplay role_play pretend character act_as you_are scene
    dialogue dialog novel tweet blog post caption email letter speech pitch slogan tagline invitation joke creative
    fictional fantasy sci_fi describe compose draft essay advertisement ad advertise review_of create brainstorm ideas
    suggestions plan_a itinerary monologue persona wizard dragon detective pirate knight world adventure
    time_traveling 故事 写一 小说 扮演 创作 角色 文案 playing_the_role take_on_the as_a you're_a from_the_perspective point_of_view
    short_story fairy_tale fable legend_of myth screenplay sitcom episode movie_plot plot plot_twist protagonist
    villain hero heroine superhero kingdom princess prince castle magical magic spaceship alien vampire zombie ghost
    haunted treasure quest battle warrior sherlock_holmes hamlet gandalf shakespeare elf dwarf time_traveler
    ancient_greek interview_with diary_entry journal_entry rap limerick sonnet verse stanza rhyming parody satire
    humorous funny witty catchy engaging persuasive compelling copy marketing_campaign campaign instagram facebook
    youtube tiktok hashtag newsletter press_release brand logo invitation_to toast birthday valentine
    resignation_letter email_to bio biography_of meal_plan itinerary_for decorate costume halloween christmas 写一首 写一篇
    写一个故事 诗歌 剧本 台词 假如 想象 作文`,
  fact: `
    who_is who_was where_is where_did when_did when_was what_year what_time capital president born country city state
    currency movie actor actress team championship won language_spoken religion timezone time_zone located name_of
    named called famous king queen prime_minister author invented founded population tallest largest what_kind
    what_type what_did what_does who_did who_played who_plays where_does where_was years_ago which_country which_city
    which_state which_year what_country what_city what_state what_language what_currency what_money what_team
    what_college what_school what_position what_movies what_movie what_book what_books what_songs what_character
    what_instrument what_religion what_killed who_wrote who_directed who_founded who_invented who_discovered who_won
    who_owns who_created who_married where_are where_to where_can when_is when_does when_will how_old how_tall
    how_high how_deep how_big what_to_see things_to_do places_to guinness_world_records world_record most_populous
    birthplace birth_place hometown nationality net_worth nickname mascot flag anthem zip_code abbreviation_of
    parents_of wife_of husband_of son_of daughter_of brother_of 首都 谁是 哪里 什么时候 哪个 哪年 人口`,
  chat: `
    hi hello hey thank lol haha hahaha nice cool great awesome wow yeah yep yes nope no okay ok sure bye goodbye
    do_you are_you have_you love like favorite hobby fun enjoy live weekend hiking really too sounds_like me_too
    good_morning what's_up your_name 你好 谢谢 你是 how_is_your how_was_your how_about_you what_about_you and_you did_you
    are_there_any i_love i_like i_enjoy my_favorite same_here that_is_cool that_is_awesome that's_great that_sounds
    sounds_good sounds_fun oh_cool oh_nice oh_wow i_see i_agree of_course no_way for_sure wow_that nice_to_meet
    any_pets any_hobbies for_a_living travel cooking reading gardening camping fishing biking swimming dancing singing
    guitar piano video_games netflix anime comics star_wars coffee tea beer wine chocolate pizza_is vegetarian beach
    mountains summer winter spring_break football basketball baseball soccer hockey tennis golf olympics dogs cats
    puppy kitten haircut what_is_your what_can_you maybe yes_please no_thanks that's_right never_mind repeat_that 你叫什么
    你好吗 早上好 晚安 哈哈 再见`,
  leisure: `
    sport league nba nfl mlb nhl fifa world_cup super_bowl olympic coach quarterback pitcher goalie stadium celebrity
    singer rapper actress director hollywood oscar grammy emmy concert tour fashion clothes outfit shoes dress makeup
    hairstyle hair jewelry shopping shop store mall sale gift furniture garden lawn kitchen bathroom bedroom clean
    laundry stain recipe bake cake bread cheese salad soup sauce spicy grill restaurant_in wine cocktail coffee_shop
    tourist tourism sightseeing attractions visit trip cruise road_trip backpacking passport beach_in museum park zoo
    festival camping horoscope zodiac board_game chess poker minecraft pokemon playstation xbox nintendo disney marvel
    simpsons harry_potter batman star_trek beatles dog_breed car truck motorcycle bike phone iphone gadget church god
    jesus bible 推荐 旅游 美食 电视剧 游戏 足球 篮球 明星 歌手 衣服 减肥 nike adidas running_shoes`,
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
    extract extraction identify find_the list list_all names entity fields table spreadsheet columns category classify
    categorize label tag which_of highlight pick_out locate spans answer_the_question based_on according_to 提取 抽取 识别
    列出 分类`,
  verify: `
    verify verification validate validation check correct incorrect true false fact_check plausible consistent
    contradict contradiction entail entailment imply yes_or_no is_it_true is_this is_that valid invalid whether judge
    decide determine same_meaning agree support refute suggested_answer acceptable 是否 正确 验证 检查`,
  reason: `
    if_then must_be could_be_true cannot except argument conclusion premise assume assumption logically logic
    reasoning follows_from strengthen weaken flaw inference infer deduce deduction puzzle riddle which_one_of
    one_of_the therefore because however either neither exactly only_if at_least at_most step_by_step tradeoffs design
    architecture strategy strategic optimize optimise optimal derive prove justify rigorous why evaluate consequences
    scenario critically in_detail 推理 证明 逻辑 策略 设计 优化`,
  debugging: `
    fix bug debug debugging error exception crash crashes traceback not_working doesn't_work fails failing broken
    why_does_my why_is_my what_is_wrong what's_wrong segfault undefined 报错 调试 出错 崩溃 不能运行 跑不通 修复`,
  making: `
    write create generate build make implement design draft compose develop produce add set_up 生成 创建 实现`,
  image: `
    image picture photo photograph screenshot diagram drawing painting in_the_image in_this_image shown in_the_picture
    in_the_photo in_the_scene depicted visible background wearing 图片 照片 截图 图中`,
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
    patient visa 法律 医疗 合同 安全 投资`,
  thrift: `
    cheap cheaper cheapest brief briefly short concise simple quick rough one_word one_sentence in_short 简短 简单`,
} as const
