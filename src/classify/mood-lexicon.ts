/**
 * Words by the mood they speak of, written down from general knowledge of how people talk, write to machines and complain.
 * In the notation of `lexicon`.
 */
export const moodLexicon = {
  swearing: `
    fuck fuckin fucker shit shitty bullshit crap crappy damn dammit damnit goddamn goddamnit god_damn hell wtf ffs
    stfu ass asshole asses bitch bitches bastard dick dickhead prick cunt piss bloody bollocks freaking friggin
    frigging frickin effing heck jackass smartass dumbass motherfucker son_of_a screw_you screw_this screw_that
    screw_it for_fuck's the_fuck the_hell the_heck 他妈 妈的 操你 滚开 尼玛 卧槽 mierda joder puta merde putain scheiße scheisse
    verdammt cazzo блять`,
  insult: `
    idiot idiotic moron moronic imbecile fool foolish stupid stupidity dumb dumber dumbest jerk loser liar scum
    scumbag pig coward cowardly hypocrite hypocritical hypocrisy bigot racist racism sexist nazi fascist creep creepy
    pervert weirdo freak psycho lunatic maniac brat selfish arrogant ignorant ignorance incompetent clueless brainless
    heartless shameless spineless lazy greedy entitled spoiled petty pathetic toxic troll karen snowflake cheater
    crook thief thieves criminal corrupt corruption evil cruel you_people these_people 傻逼 白痴 混蛋 笨蛋 骗子 idiota imbécil
    estúpido imbécile dummkopf дурак`,
  harsh: `
    terrible horrible awful horrendous atrocious abysmal appalling dreadful disgust disgrace disgraceful revolting
    repulsive gross nasty vile sickening nauseating vomit puke barf ew eww ewww yuck yucky worst worse useless
    worthless garbage trash rubbish junk bullcrap joke_of a_joke laughable ridiculous ridiculously absurd insane
    insanity nonsense outrageous unacceptable inexcusable unforgivable despicable horrid hideous ugly cringe cringy
    cringey embarrassing embarrassment shameful shame disaster catastrophe fiasco mess nightmare scam scammed ripoff
    rip_off fraud fake lie lying lied propaganda rigged cheat dishonest unethical immoral illegal suck sucky blows
    stink lame boring bored dull bland tedious mediocre overrated pointless meaningless waste ruin destroy wreck
    screwed messed_up fucked_up 垃圾 恶心 差劲 糟糕 太差 无语 asco basura nulle dégoûtant furchtbar schrecklich ekelhaft the_worst
    worst_ever waste_of_time`,
  anger: `
    angry angrier anger mad madder furious fury rage enraged outrage livid infuriating infuriates infuriated annoy
    annoyance irritated irritating irritates irritation frustrated frustrating frustrates frustration pissed pissing
    pisses pissed_off agitated aggravated aggravating bitter resent resentful hate hatred despise loathe detest fed_up
    sick_of tired_of sick_and had_enough enough_of can't_stand cannot_stand cant_stand can't_take can't_deal drives_me
    driving_me makes_me_mad makes_me_sick make_me_sick makes_me_angry boiling hostile argh arrgh aargh ugh ughh grr
    grrr gah pfft smh facepalm eyeroll triggered salty upset upsetting vent rant complain complaint offended offensive
    insulted insulting disrespect disrespectful rude rudely rudeness mean_to mistreated unfair unjust injustice 生气 气死
    愤怒 烦死 讨厌 受不了 恼火 不爽 气人 抓狂 enojado furioso harto odio molesto énervé furieux agacé déteste marre wütend sauer
    genervt hasse nervt злой бесит i_hate drive_me_crazy had_it_with`,
  letDown: `
    disappointed disappointing disappoints disappointment disappointingly let_down letdown lets_me let_me_down
    expected_better expected_more hoped_for hoping_for was_hoping thought_you unfortunately sadly too_bad shame_that
    what_a_shame pity regret regretted regrettable underwhelming underwhelmed unimpressed unhappy dissatisfied
    unsatisfied dissatisfaction not_impressed not_happy not_satisfied not_good not_great not_worth not_what not_cool
    not_okay not_ok not_fair not_funny not_acceptable not_right not_helpful no_use no_good no_point no_sense
    never_works never_again wasted_my waste_of lost_all gave_up give_up giving_up missed_opportunity wish_they wish_it
    could_have_been should_have should've supposed_to fail failure fails_to lacks lacking poor poorly badly 失望 可惜 遗憾
    不满 decepcionado déçu enttäuscht`,
  desist: `
    stop stop_it stop_that stop_being stop_doing stop_trying stop_telling stop_talking stop_making please_stop quit
    quit_it cut_it_out knock_it_off shut shut_up shut_it shush zip_it silence be_quiet get_out get_away get_off
    get_lost get_over get_a_life get_your go_away go_to_hell go_home leave_me leave_us leave_him leave_her
    leave_it_alone me_alone back_off piss_off screw_off hands_off step_away stay_away stay_out keep_out keep_away
    let_me_go let_go drop_it forget_it forget_about don't_touch don't_talk don't_tell don't_ever don't_even
    don't_you_dare don't_start don't_give don't_lie don't_call don't_blame mind_your butt_out grow_up man_up calm_down
    chill_out give_me_back put_it_down put_that_down no_more that's_enough that_is_enough enough_already 别烦 闭嘴 走开 住手
    cállate basta déjame tais-toi arrête halt_die hör_auf leave_alone give_it give_me_a don't_you_ever will_you_stop
    would_you_just can_you_just can_you_not`,
  blame: `
    you_lied you_never you_always you_said you_told you_promised you_knew you_forgot you_left you_ruined you_broke
    you_took you_stole you_made you_let you_ate you_did_this you_did_not you_didn't you_don't_even you_can't_just
    you_can't_even you_can't_be you_cannot you_should_be you_should_have you_shouldn't you_could_have you_have_no
    you_just_want you_people you_think_you you_think_i'm you_call_this your_fault your_problem your_own_fault
    it's_your all_your because_of_you thanks_to_you how_could_you how_can_you how_dare why_did_you why_would_you
    why_are_you why_can't_you why_didn't_you why_do_you what_did_you what_were_you what_are_you what_have_you
    what_is_your what's_your who_do_you who_the do_you_even do_you_really did_you_even ashamed_of should_be_ashamed
    wrong_with_you matter_with_you are_you_crazy are_you_insane are_you_stupid lost_your_mind you're_not_even
    you're_wrong you're_the_one you're_just you're_such you're_being you_are_wrong you_are_just you_are_being
    you_are_the you_sound you_obviously you_clearly blame accuse fault lie_to lied_to lying_to betray betrayal
    behind_my_back stabbed backstabbing broke_my treat_me treated_me treats_me ignored ignoring ignores_me
    you_are_such you_idiot you_jerk you_liar you_were_supposed you_expect expect_me`,
  disbelief: `
    you_kidding kidding_me you_serious seriously unbelievable unreal can't_believe cannot_believe cant_believe
    don't_believe what_the how_hard how_come how_many_times how_much_longer how_long_do why_the why_in_the what_in_the
    in_the_world on_earth what_kind_of what_sort_of what_is_wrong what's_wrong what_is_this what_gives what_nonsense
    what_a_joke what_a_waste what_a_load who_cares who_does so_what big_deal since_when says_who excuse_me pardon_me
    any_idea oh_please come_on my_god jesus jesus_christ christ good_lord for_god's god's_sake for_christ for_crying
    crying_out for_pete's for_heaven's oh_great oh_sure oh_really yeah_right thanks_a_lot for_nothing nice_try
    good_for_you oh_wow how_nice whatever blah blah_blah lol_no yeah_no i_swear i_mean_it in_the_face no_way no_no
    hell_no heck_no absolutely_not of_course_not 不会吧 搞什么 什么鬼 怎么搞 凭什么 有病 呵呵`,
  oppose: `
    disagree wrong incorrect untrue false not_true isn't_true that's_not that_isn't this_isn't it's_not_the no_it's
    no_they no_you no_that's no_i no_we no_this nobody_asked nobody_cares no_one_cares don't_care doesn't_matter
    doesn't_even don't_want won't_let refuse reject deny against oppose bad_idea terrible_idea bad_news bad_thing
    dislike don't_like didn't_like doesn't_like don't_agree do_not_like do_not_want do_not_need never_liked hardly
    barely problem_is the_problem issue_is the_fact_that makes_no doesn't_make isn't_even wasn't_even aren't_even
    not_even isn't_fair shouldn't_be should_not should_never need_to_stop needs_to_stop must_stop ban banned arrest
    jail prison sue lawsuit resign boycott protest double_standard 反对 不对 不行 不要`,
  again: `
    again still already yet_again once_again every_time everytime each_time every_single time_after keep keep_getting
    keeps_happening keep_telling constantly constant nonstop over_and_over for_the_last third_time second_time
    fourth_time last_time hundredth millionth for_hours for_days for_weeks for_months all_day all_night hours_later
    days_later weeks_later waiting waited been_waiting still_waiting still_not still_no still_doesn't still_can't
    told_you already_told i_said already_said i_already i_asked i_just_said same_thing same_problem same_error
    same_issue same_mistake same_result same_answer how_many about_time finally never_ends endless hurry_up right_now
    this_instant immediately last_straw last_chance had_it done_with i'm_done i'm_through i'm_sick we're_done
    it's_over i_quit i_give_up that's_not_what didn't_ask didn't_answer not_answering read_my listen_to_me
    pay_attention do_it_right 又来 又是 每次 总是 还是不 几次了 第三次`,
  broken: `
    doesn't_work does_not_work didn't_work not_working isn't_working won't_work nothing_works never_worked
    stopped_working no_longer_works broken broke breaks breaking crash crashes freezes frozen stuck bug buggy glitch
    glitchy glitches lag laggy error unusable impossible won't_load won't_open won't_start won't_let_me can't_log
    can't_access can't_even can't_get can't_connect can't_open cannot_open refund my_money money_back customer_service
    customer_support tech_support no_response no_reply no_answer support_ticket cancel_my cancelled canceled delay
    late overcharged charged_me hung_up on_hold incompetence poor_service bad_service worst_service terrible_service
    hallucinate makes_things_up 没用 不能用 坏了 卡住 崩了 退款 投诉 客服 why_isn't why_can't why_won't why_does_this nobody_can`,
  violence: `
    kill murder punch slap slapped hit smack kick beat beaten choke strangle stab shoot shot burn hurt_you destroy_you
    attack threaten threat fight fought scream yell shout swear cursed throw_it threw throwing slam smash kick_your
    beat_up beat_the wring die_in drop_dead revenge payback regret_this`,
  intensity: `
    so such very really too totally completely absolutely utterly literally actually just even ever never always every
    all only whole entire nothing everything everyone anyone nobody anybody everybody freaking extremely incredibly
    fully entirely honestly frankly clearly obviously basically simply whatsoever at_all 完全 根本 简直 到底 居然 竟然 一直`,
  praise: `
    good great awesome amazing wonderful excellent fantastic brilliant best perfect beautiful gorgeous incredible
    outstanding superb terrific fabulous magnificent impressive impressed nice nicely cool lovely sweet cute adorable
    solid favorite favourite well_done good_job great_job nice_work good_work nice_job congrats congratulations bravo
    kudos proud legend genius talented smart clever fun funny hilarious delicious tasty stunning interesting
    fascinating refreshing wholesome epic dope lit rad 好棒 太好了 真好 厉害 优秀 不错 漂亮 genial excelente increíble génial parfait
    großartig wunderbar`,
  warmth: `
    love happy happier happiest happiness joy joyful glad delighted pleased excited exciting thrilled enjoy enjoyable
    thank thankful thx ty grateful gratitude appreciate bless hug kiss friendship welcome cheers congrats_to
    best_wishes happy_birthday merry_christmas hope hopefully wish_you good_luck luck lucky fingers_crossed
    looking_forward can't_wait relieved relief phew yay woo woohoo woot hooray hurray haha hahaha hahahaha hehe lol
    lmao rofl xd smile laugh grin giggle made_my_day it_works 开心 高兴 喜欢 谢谢 感谢 哈哈 加油 gracias feliz merci heureux danke
    glücklich спасибо ありがとう 감사 friend`,
  assent: `
    yes yeah yep yup sure okay ok alright right agree exactly true truth absolutely definitely certainly indeed
    of_course fair_enough good_point good_idea makes_sense sounds_good sounds_great that's_right no_problem no_worries
    you're_right you're_welcome fine_with i_see got_it understood fair point support respect trust safe easy fine
    better improve helpful helped helps 好的 可以 同意 没问题`,
  grief: `
    sad sadly sadness saddest sadden sorry apologize apology regret miss lost loss lose cry cried cries tear weep
    lonely loneliness alone lonesome hurt pain painful heartbreak heartbroken broken_heart depressed depressing
    depression miserable misery tragic tragedy died dead death dying passed_away rip rest_in funeral grave suicide
    grief grieving mourn condolences sympathy poor_guy poor_girl poor_thing poor_kid unfortunate hopeless hopelessness
    goodbye farewell never_see gone left_me broke_up break_up breakup divorce sorrow despair disappointed_in forgive
    my_fault i_failed exhausted tired sucks_to_hear feel_bad feels_bad feel_sorry i_wish 难过 伤心 悲伤 可怜 想哭 遗憾
    对不起 孤独 心碎 triste lo_siento désolé traurig leid грустно 悲しい 슬퍼`,
  dread: `
    afraid scary scare fear fearful terrified terrifying terror horrified horrifying horror frightened frightening
    panic panicked panicking nervous nervously anxious anxiety worry worrisome concerned concerning tense uneasy dread
    nightmare creepy spooky haunting danger dangerous threat unsafe risk risky careful watch_out look_out beware
    alarming alarmed shaking trembling sweating freaked freaking_out freak_out stress stressful pressure overwhelmed
    what_if going_to_die gonna_die please_don't help_me oh_god oh_my_god oh_no uh_oh run hide emergency heart_attack
    in_trouble embarrassed awkward 害怕 恐怖 担心 焦虑 紧张 吓死 miedo asustado nervioso peur inquiet angoisse angst besorgt
    страшно`,
  puzzle: `
    confuse confusion puzzled baffled perplexed unsure uncertain unclear not_sure don't_understand didn't_understand
    can't_understand do_not_understand don't_get don't_know dont_know doesn't_know no_idea no_clue not_following
    lost_me makes_no_sense make_sense make_any_sense wait wait_what what huh hmm hm eh uh um wonder curious how_come
    why_is why_does why_do why_are why_would why_did what_does what_do what_is what's what_are_you which who_is
    where_is is_it is_this is_that does_this does_that you_mean meaning mean_by i_thought thought_it thought_that
    maybe perhaps possibly guess i_guess might seem idk 不懂 不明白 疑惑 怎么回事 什么意思 为什么 不知道 no_entiendo comprends_pas
    verstehe_nicht`,
  defiance: `
    or_else no_right the_nerve some_nerve the_audacity the_gall demand insist we_deserve deserve_better for_once
    just_once own_business your_business not_my_problem not_my_fault not_my_job my_own i'm_not_going i_won't
    i_will_not i_refuse not_stupid don't_treat don't_need_this don't_need_your don't_need_you did_you_just do_i_look
    did_i_ask as_if as_though like_i_care like_i'm too_late no_respect no_manners no_excuse no_excuses
    no_consideration made_me_wait make_me_wait kept_waiting owe_me owes_me you_owe how_am_i am_i_supposed why_is_it
    why_is_everything why_am_i were_you_gonna were_you_going gonna_tell_me going_to_tell take_it_back i_want_my
    fine_then go_ahead_and it's_not_funny think_you're that's_it that_is_it you_will_never you_won't you_better
    you'd_better you_had_better i_warned warned_you warning_you last_warning speak_to_a your_manager your_supervisor
    manager supervisor 凭什么 别想 休想 it's_not_fair none_of_your that's_my it's_my i_said_no i_asked_you no_you_don't
    no_you're no_you_didn't yes_you_did why_must why_should why_do_i i_deserve so_you_think you_think_that's
    you_think_it's think_you_can serves_you i'm_not_your so_you're_saying what_more not_gonna over_my_dead okay_fine
    alright_fine fine_you think_it's_funny put_it_back`,
  offence: `
    stole stolen steal robbed robbery burglar broke_into broken_into vandalized scratched dented towed parked
    parking_spot cut_me_off cut_in_line cutting_in tailgating honking honked road_rage littering loud_music blasting
    barking noise noisy neighbor neighbour landlord roommate coworker co_worker boss took_credit take_credit gossip
    rumors talking_behind talked_behind spilled ate_my ate_all borrowed never_returned never_paid never_called
    never_showed no_show ghosted stood_up cancelled_on bailed_on bailed cheated_on cheating_on lied_about
    without_asking without_permission without_telling made_fun making_fun laughed_at mocked mocking teased yelled_at
    shouted_at insulted_me called_me kicked_out fired_me dumped_me flaked spam robocalls telemarketers late_fee fees
    overpriced overpaid charged_twice wrong_order wrong_item slow_service waited_for hours_for trashed dirty_dishes
    littered bumped_into pushed_me shoved hit_my crashed_into rear_ended tailgated cut_off took_my took_our takes_my
    using_my 被骗 插队`,
  suggestion: `
    why_don't_you why_don't_we why_not how_about what_about let's let_us we_should we_could we_can you_could you_might
    you_can maybe_you maybe_we do_you_want do_you_wanna do_you_need can_i can_we may_i shall_we could_you would_you
    feel_free go_for_it try_the try_it have_you_tried check_out if_you_want want_to_come want_me_to should_i should_we
    i_can_help i'll_get i'll_go i'll_be i'll_take i'll_have here's here_you_go there_you_go let_me_know let_me_see
    let_me_get some_of_the there_is there_are there's according_to for_example such_as 要不要 可以吗 我们去 一起`,
  greeting: `
    hi hello hey_there hey_guys good_morning good_evening good_night good_afternoon how_are_you how's_it how_is_it
    how_you_doing how_have_you what's_up whats_up nice_to nice_meeting pleased_to great_to_see good_to_see see_you
    talk_to_you bye goodbye_for take_care have_fun have_a_good have_a_great have_a_nice come_in sit_down you_guys
    honey sweetie sweetheart dear darling buddy dude babe baby mom dad guys 你好 早上好 晚安 再见 hola bonjour salut hallo ciao
    привет`,
  plain: `
    monday tuesday wednesday thursday friday saturday sunday january february march april june july august september
    october november december today tomorrow tonight yesterday week month year o'clock noon morning afternoon evening
    percent million thousand hundred dollars miles minutes located based_on consists includes contains between around
    during usually typically generally often sometimes report article number list link source version game subreddit
    post comment thread edit`,
}
