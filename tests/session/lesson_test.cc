#include "engine/session/lesson.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "engine/boards/boards.h"
#include "engine/session/check.h"
#include "engine/session/session.h"

namespace trapdoor {
namespace {

const std::string kFront =
    "+++\n"
    "id = \"x\"\n"
    "title = \"X\"\n"
    "board = \"riscv-virt\"\n"
    "files = [\"a.S\"]\n"
    "limit = 10_000\n";
const std::string kBody =
    "+++\n"
    "Hello [run](<do:run>).\n"
    "## One\n"
    "Text.\n"
    "```check\n"
    "expect console text=\"b\" \"No b.\"\n"
    "refuse exception \"Trapped.\"\n"
    "```\n"
    "```hint\n"
    "Which letter?\n"
    "```\n";
const std::string kStartText = "_start: li t0, UART0_BASE\n li t1, 'a'\n sb t1, 0(t0)\nstop: j stop\n";
const std::string kSolutionText = "_start: li t0, UART0_BASE\n li t1, 'b'\n sb t1, 0(t0)\nstop: j stop\n";

Files lesson(std::string front = "", std::string body = kBody) {
  return {{"lesson.md", kFront + front + body}, {"start/a.S", kStartText}, {"solution/a.S", kSolutionText}};
}

// All mistakes, one a line.
std::string mistakes(const Files& files) {
  Diagnostics diagnostics;
  auto parsed = Lesson::parse(files, diagnostics);
  EXPECT_EQ(parsed.has_value(), diagnostics.empty());
  std::string text;
  for (Diagnostic diagnostic : diagnostics) {
    diagnostic.hint.clear();
    text += to_text(diagnostic) + "\n";
  }
  return text;
}

std::string with_line(const std::string& line) { return mistakes(lesson("", kBody + line + "\n")); }
std::string with_check(const std::string& line) { return with_line("```check\n" + line + "\n```"); }
std::string with_front(const std::string& line) { return mistakes(lesson(line + "\n")); }

std::vector<std::string> texts(const MatchSequence& sequence) {
  std::vector<std::string> out;
  for (const MatchText& match : sequence.matches) out.push_back(match.text);
  return out;
}

TEST(Lesson, ReadsEveryPart) {
  Diagnostics diagnostics;
  auto parsed = Lesson::parse(lesson("slides = [24, 25]\nreadonly = []\n"), diagnostics);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->title, "X");
  EXPECT_EQ(parsed->slides, (std::vector<int>{24, 25}));
  EXPECT_EQ(parsed->limit, 10'000u);
  EXPECT_EQ(parsed->intro, "Hello [run](<do:run>).\n");
  ASSERT_EQ(parsed->steps.size(), 1u);
  EXPECT_EQ(parsed->steps[0].title, "One");
  EXPECT_EQ(parsed->steps[0].prose, "Text.\n");
  EXPECT_EQ(parsed->steps[0].hints, std::vector<std::string>{"Which letter?"});
  ASSERT_EQ(parsed->steps[0].checks.size(), 2u);
  EXPECT_EQ(texts(parsed->steps[0].checks[0].sequence), std::vector<std::string>{"console text=\"b\""});
  EXPECT_EQ(parsed->steps[0].checks[0].message, "No b.");
  EXPECT_EQ(parsed->steps[0].checks[1].kind, CheckKind::refuse);
  EXPECT_EQ(parsed->solution.at("a.S"), kSolutionText);
  EXPECT_TRUE(parsed->editable("a.S"));
}

TEST(Lesson, ReadsSequencesCountsAndTyping) {
  Diagnostics diagnostics;
  auto parsed =
      Lesson::parse(lesson("", kBody + "```check\nexpect trap then return to=U count>=3 within 500 "
                                       "\"m\"\ntype \"a\\n\" after console text=\"x y\" then wait\n```\n"),
                    diagnostics);
  ASSERT_TRUE(parsed);
  const Check& check = parsed->steps[0].checks[2];
  EXPECT_EQ(texts(check.sequence), (std::vector<std::string>{"trap", "return to=U"}));
  EXPECT_EQ(check.count, 3u);
  EXPECT_EQ(check.within, 500u);
  const Typing& typing = parsed->steps[0].typings[0];
  EXPECT_EQ(typing.text, "a\n");
  EXPECT_EQ(texts(typing.after), (std::vector<std::string>{"console text=\"x y\"", "wait"}));
}

TEST(Lesson, RefusesBadFrontMatter) {
  EXPECT_EQ(mistakes({}), "lesson.md: error: a lesson's folder needs a lesson.md\n");
  EXPECT_EQ(with_front("sldies = [1]"), "lesson.md:7:1: error: unknown key `sldies`\n");
  EXPECT_EQ(with_front("slides = 24"), "lesson.md:7:10: error: `slides` must be a list of numbers\n");
  EXPECT_EQ(with_front("panels = [\"sourc\"]"), "lesson.md:7:11: error: no panel is called `sourc`\n");
  EXPECT_EQ(with_front("readonly = [\"b.S\"]"), "lesson.md:7:13: error: `b.S` is not one of `files`\n");
  EXPECT_EQ(with_front("ram = \"3X\""),
            "lesson.md:7:7: error: `ram` must be a size from 4K to 4G in whole pages of 4K\n");
  EXPECT_EQ(with_front("harts = 99"), "lesson.md:7:9: error: `harts` must be from 1 to 8\n");
  EXPECT_EQ(with_front("[[image]]\nfiles = [\"a.S\"]\ndevice = \"disk7\""),
            "lesson.md:7: error: no device with storage is called `disk7`\n");
  std::string bad_toml = with_front("title = ");
  EXPECT_EQ(bad_toml.substr(0, 17), "lesson.md:7:9: er") << bad_toml;
  Files other = lesson();
  other["lesson.md"].replace(other["lesson.md"].find("riscv-virt"), 10, "riscv-vrit");
  EXPECT_EQ(mistakes(other), "lesson.md:4:9: error: no board is called `riscv-vrit`\n");
  EXPECT_EQ(mistakes({{"lesson.md", "Hello"}}).substr(0, 48),
            "lesson.md:1: error: the front matter is missing\n");
}

// The TOML library was undefined behaviour for a letter beyond ASCII outside of a text (found by fuzzing).
TEST(Lesson, LettersBeyondAsciiStandInTexts) {
  EXPECT_EQ(with_front("slides = [5]\u00c9").substr(0, 21), "lesson.md:7:13: error");
  EXPECT_EQ(with_front("\u00c9 = 1").substr(0, 20), "lesson.md:7:1: error");
  EXPECT_EQ(with_front("limit = \u0260").substr(0, 20), "lesson.md:7:9: error");
  EXPECT_EQ(with_front("# \u00c9t\u00e9 \u3000 \ufeff"), "");
  Files files = lesson();
  std::string& text = files["lesson.md"];
  text.replace(text.find("\"X\""), 3, "\"Gr\u00fc\u00dfe\"");
  Diagnostics diagnostics;
  auto parsed = Lesson::parse(files, diagnostics);
  ASSERT_TRUE(parsed);
  EXPECT_EQ(parsed->title, "Gr\u00fc\u00dfe");
}

TEST(Lesson, RefusesMissingAndStrayFiles) {
  Files files = lesson();
  files.erase("start/a.S");
  EXPECT_EQ(mistakes(files), "lesson.md:5: error: the file `a.S` is missing\n");
  files = lesson();
  files["start/b.S"] = "";
  EXPECT_EQ(mistakes(files), "start/b.S: error: lesson.md does not name this file\n");
  files = lesson("readonly = [\"a.S\"]\n");
  EXPECT_EQ(mistakes(files), "solution/a.S: error: the solution changes a file that is readonly\n");
}

TEST(Lesson, RefusesMisspeltFencesAndSolutionsThatNothingChecks) {
  for (std::string_view right : {"check", "hint"}) {
    for (std::string wrong : {std::string("x") + std::string(right), std::string(right.substr(1)) + "s"}) {
      Files files = lesson();
      std::string& text = files["lesson.md"];
      text.replace(text.find("```" + std::string(right)), right.size() + 3, "```" + wrong);
      EXPECT_NE(mistakes(files).find("error: no fence is called `" + wrong + "`"), std::string::npos)
          << mistakes(files);
    }
  }
  Diagnostics diagnostics;
  for (const char* language : {"c", "asm", "sh", "text", "toml", "ini", "S", ""})
    EXPECT_TRUE(Lesson::parse(lesson("", kBody + "```" + language + "\nx\n```\n"), diagnostics)) << language;
  Files files = lesson();
  std::string& text = files["lesson.md"];
  size_t check = text.find("```check");
  text.erase(check, text.find("```", check + 3) + 4 - check);
  EXPECT_EQ(mistakes(files),
            "lesson.md: error: there is a solution and no check: nothing tells it from the start\n");
}

TEST(Lesson, BadTomlIsTheOnlyMistake) {
  Files files = lesson();
  std::string& text = files["lesson.md"];
  text.replace(text.find("files ="), 7, "files ==");
  std::string all = mistakes(files);
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 1) << all;
}

TEST(Lesson, RefusesBadChecks) {
  EXPECT_EQ(with_check("expects trap \"m\""), "lesson.md:19:1: error: `expects` begins no check\n");
  EXPECT_EQ(with_check("expect trap cause=timre \"m\""),
            "lesson.md:19:19: error: no trap cause is called `timre`\n");
  EXPECT_EQ(with_check("expect trap then retrun \"m\""),
            "lesson.md:19:18: error: nothing that happens is called `retrun`\n");
  EXPECT_EQ(with_check("expect trap"), "lesson.md:19:12: error: expected the message, in double quotes\n");
  EXPECT_EQ(with_check("expect trap within soon \"m\""),
            "lesson.md:19:20: error: `within` needs a number of ticks\n");
  EXPECT_EQ(with_check("refuse trap count>=2 \"m\""),
            "lesson.md:19:13: error: expected count>= and a number, and only after expect\n");
  EXPECT_EQ(with_check("expect trap \"m\" more"), "lesson.md:19:17: error: nothing may follow the message\n");
  EXPECT_EQ(with_check("expect trap \"m"),
            "lesson.md:19:13: error: the text that begins here has no closing quote\n");
  EXPECT_EQ(with_check("expect \"m\""), "lesson.md:19:8: error: nothing to match\n");
  EXPECT_EQ(with_check("refuse trap without return \"m\""),
            "lesson.md:19:13: error: `without` needs what happens before and after\n");
  EXPECT_EQ(with_check("refuse trap then trap without return then wait \"m\""),
            "lesson.md:19:38: error: nothing of the sequence may follow the match behind `without`\n");
  EXPECT_EQ(with_check("refuse trap then trap without retrun \"m\""),
            "lesson.md:19:31: error: nothing that happens is called `retrun`\n");
  EXPECT_EQ(with_check("refuse trap then trap without \"m\""), "lesson.md:19:30: error: nothing to match\n");
  EXPECT_EQ(with_check("type yes after trap"),
            "lesson.md:19:6: error: expected the text to type, in double quotes\n");
  EXPECT_EQ(with_line("```check"), "lesson.md:18: error: this block never ends\n");
}

TEST(Lesson, RefusesBadLinks) {
  EXPECT_EQ(with_line("[x](<do:rnu>)"), "lesson.md:18:9: error: no command is called `rnu`\n");
  EXPECT_EQ(with_line("[x](<do:run-until trap foo=1>)"),
            "lesson.md:18:24: error: `foo` means nothing for `trap`\n");
  EXPECT_EQ(with_line("[x](do:run-until trap)"),
            "lesson.md:18:5: error: a link with blanks needs angle brackets\n");
  EXPECT_EQ(with_line("[x](<panel:wire>)"), "lesson.md:18:6: error: no panel is called `wire`\n");
  EXPECT_EQ(with_line("[x](<figure:gate>)"), "lesson.md:18:6: error: no figure is called `gate`\n");
  EXPECT_EQ(with_line("[x](<source:b.S?line=1>)"),
            "lesson.md:18:6: error: `b.S` is not one of the lesson's files\n");
  EXPECT_EQ(with_line("[x](<panel:registers?word=mstatsu>)"),
            "lesson.md:18:6: error: no register is called `mstatsu`\n");
  EXPECT_EQ(with_line("[x](<panel:control?word=sstatus&field=NOPE>)"),
            "lesson.md:18:6: error: `sstatus` has no field `NOPE`\n");
  EXPECT_EQ(with_line("[x](ftp://x)"), "lesson.md:18:5: error: a link cannot go to `ftp://x`\n");
  EXPECT_EQ(with_line("[x](<do:run>"), "");
  EXPECT_EQ(with_line("`[x](<do:rnu>)` is code, [y](https://example.org) is not ours"), "");
}

TEST(Lesson, ReportsEverythingAtOnce) {
  std::string all = mistakes(lesson("sldies = 1\npanels = [\"sourc\"]\n", kBody + "[x](<do:rnu>)\n"));
  EXPECT_EQ(std::count(all.begin(), all.end(), '\n'), 3) << all;
}

LessonReport report(const Files& files) {
  Diagnostics diagnostics;
  auto parsed = Lesson::parse(files, diagnostics);
  EXPECT_TRUE(parsed) << to_text(diagnostics.front());
  return check_lesson(*parsed);
}

int failures(const LessonReport& report) {
  return static_cast<int>(
      std::count_if(report.lines.begin(), report.lines.end(), [](const auto& line) { return !line.passed; }));
}

TEST(CheckLesson, AGoodLessonPasses) {
  LessonReport result = report(lesson());
  EXPECT_TRUE(result.diagnostics.empty());
  EXPECT_EQ(result.lines.size(), 4u);
  EXPECT_EQ(failures(result), 0);
}

TEST(CheckLesson, AStartThatPassesFails) {
  Files files = lesson();
  files["start/a.S"] = kSolutionText;
  LessonReport result = report(files);
  EXPECT_EQ(failures(result), 1);
}

TEST(CheckLesson, ASolutionThatFailsFails) {
  Files files = lesson();
  files["solution/a.S"] = "_start: ebreak\n";
  LessonReport result = report(files);
  EXPECT_EQ(failures(result), 2);
}

TEST(CheckLesson, LabelsMustExistInTheSolution) {
  LessonReport result = report(lesson("", kBody + "[x](<do:run-until exec pc=nowhere>)\n```check\nexpect "
                                                  "exec pc=stop then exec pc=gone \"m\"\n```\n"));
  ASSERT_EQ(result.diagnostics.size(), 2u);
  EXPECT_EQ(result.diagnostics[0].line, 20);
  EXPECT_EQ(result.diagnostics[0].column, 34);
  EXPECT_EQ(result.diagnostics[1].line, 18);
  EXPECT_EQ(result.diagnostics[1].column, 27);
  EXPECT_TRUE(result.lines.empty());
}

TEST(CheckLesson, LabelsThatLinksPointAtMustExist) {
  LessonReport result =
      report(lesson("", kBody + "[x](<panel:memory?at=gone>) [y](<figure:address-spaces?word=a0&at=stop+4>)\n"
                                "[z](<panel:page-table?at=lost>) [u](<panel:memory?physical=UART_DATA>)\n"
                                "[v](<panel:memory?at=0x8000_0000>) [w](<panel:memory?physical=nowhere>)\n"));
  ASSERT_EQ(result.diagnostics.size(), 3u);
  EXPECT_EQ(result.diagnostics[0].line, 18);
  EXPECT_EQ(result.diagnostics[0].column, 22);
  EXPECT_EQ(result.diagnostics[0].message, "no label, device register or number `gone`");
  EXPECT_EQ(result.diagnostics[0].hint.rfind("labels: _start, stop", 0), 0u) << result.diagnostics[0].hint;
  EXPECT_NE(result.diagnostics[0].hint.find(" more"), std::string::npos)
      << "not all registers of all devices";
  LessonReport misspelt = report(lesson("", kBody + "[x](<panel:memory?at=stpo>)\n"));
  ASSERT_EQ(misspelt.diagnostics.size(), 1u);
  EXPECT_EQ(misspelt.diagnostics[0].hint.rfind("did you mean `stop'? labels: ", 0), 0u)
      << misspelt.diagnostics[0].hint;
  EXPECT_EQ(result.diagnostics[1].line, 19);
  EXPECT_EQ(result.diagnostics[2].line, 20);
}

TEST(CheckLesson, NamesThatLinksReachIntoOrAskAboutMustExist) {
  LessonReport result = report(lesson(
      "",
      kBody +
          "[a](<do:poke stop 13000000>) [b](<do:poke gone 00>)\n[c](<do:poke stop 1>)\n"
          "[d](<do:who-wrote mstatus.MIE>) [e](<do:who-reads UART_DATA>) [f](<do:who-wrote gone>)\n"
          "[g](<do:set a0 stop>) [h](<do:set a9 1>) [i](<do:flaw user-timer on>) [j](<do:flaw usr on>)\n"));
  std::string all;
  for (const Diagnostic& diagnostic : result.diagnostics)
    all += std::to_string(diagnostic.line) + ":" + std::to_string(diagnostic.column) + " " +
           diagnostic.message + "\n";
  EXPECT_EQ(all.substr(0, all.find("\nflaws")),
            "18:43 `gone` is no address\n"
            "19:14 bytes are pairs of hexadecimal digits: poke 0x80000000 13 05 10 00\n"
            "20:81 `gone` is neither a register, a field (mstatus.MIE) nor an address\n"
            "21:35 `a9` is no general register that can be set\n"
            "21:84 no flaw of this board is called `usr`")
      << all;
}

// A label that the student is to write is no place to send him to as long as he cannot have written it.
TEST(CheckLesson, LabelsMustExistInTheStartWhereNothingIsWrittenYet) {
  const std::string link = "[x](<do:run-until exec pc=more>) [y](<panel:memory?at=more>)\n";
  auto refused = [&](const std::string& body) {
    Files files = lesson("", body);
    files["solution/a.S"] += "more: j stop\n";
    LessonReport result = report(files);
    for (const Diagnostic& diagnostic : result.diagnostics) {
      EXPECT_EQ(diagnostic.message, "no label, device register or number `more` in the start");
      EXPECT_EQ(diagnostic.hint.rfind("nothing is written yet where this is read", 0), 0u) << diagnostic.hint;
    }
    return result.diagnostics.size();
  };
  std::string early = kBody;
  early.insert(early.find("## One"), link);
  EXPECT_EQ(refused(early), 2u) << "before the first step";
  EXPECT_EQ(refused(kBody + link), 2u) << "in the first step that has checks";
  EXPECT_EQ(refused(kBody + "## Two\n" + link), 0u) << "in a later one it can be there";
}

TEST(CheckLesson, SourcesThatDoNotBuildAreRefused) {
  Files files = lesson();
  files["start/a.S"] = "_start: addd t0, t0, t0\n";
  LessonReport result = report(files);
  ASSERT_EQ(result.diagnostics.size(), 1u);
  EXPECT_EQ(result.diagnostics[0].file, "start/a.S");
  EXPECT_EQ(result.diagnostics[0].line, 1);
}

// Also where one image only has zeros there, or where the zeros do not end before RAM does.
TEST(CheckLesson, ImagesNeedRoomOfTheirOwn) {
  auto with_second = [&](const std::string& place, const std::string& first_more) {
    Files files = lesson("[[image]]\nfiles = [\"a.S\"]\n[[image]]\nfiles = [\"b.S\"]\n" + place + "\n");
    for (const char* name : {"start/a.S", "solution/a.S"}) files[name] += first_more;
    files["b.S"] = "two: j two\n";
    return report(files);
  };
  EXPECT_TRUE(with_second("at = 0x8010_0000", "").diagnostics.empty());
  for (const char* more : {" .align 12\n .space 16\n", " .bss\n .space 0x2000\n"}) {
    LessonReport result = with_second("at = 0x8000_1000", more);
    ASSERT_FALSE(result.diagnostics.empty()) << more;
    EXPECT_EQ(result.diagnostics[0].message, "two images overlap at 0x8000_1000") << more;
  }
  LessonReport result = with_second("at = 0x8010_0000\nload = 0x8800_0000", "");
  EXPECT_NE(failures(result), 0);
}

// The same outcome however the run is cut into pieces.
// "passed at 7", "failed at 3": what a check says of a program.
std::string verdict(const std::string& check, const std::string& text) {
  Files files = {{"lesson.md", kFront + "+++\n## One\n```check\n" + check + " \"m\"\n```\n"},
                 {"start/a.S", text}};
  Diagnostics diagnostics;
  auto parsed = Lesson::parse(files, diagnostics);
  EXPECT_TRUE(parsed) << mistakes(files);
  if (!parsed) return {};
  Machine machine(*find_board(parsed->board), parsed->machine);
  auto built = build(*parsed, parsed->start, machine, diagnostics);
  EXPECT_TRUE(built);
  if (!built) return {};
  CheckRun run(*parsed, *built);
  while (run.advance(kNever)) {
  }
  const CheckResult& result = run.results()[0][0];
  return (result.state == CheckState::passed ? "passed at " : "failed at ") + std::to_string(result.tick);
}

TEST(CheckRun, WithoutBeginsASequenceAnew) {
  // save stands for the work that has to be done between enter and leave
  const std::string never =
      "_start:\nenter: nop\nleave: nop\n li t0, POWER_BASE\n li t1, 0x5555\n sw t1, 0(t0)\n";
  const std::string saved =
      "_start:\nenter: nop\nsave: nop\nleave: nop\n li t0, POWER_BASE\n li t1, 0x5555\n sw t1, 0(t0)\n";
  const std::string too_late = "_start:\nenter: nop\nleave: nop\nsave: nop\nx: j x\n";
  // the first time it is saved, the second time it is not: t2 is 1 then
  const std::string once = "_start:\nenter: bnez t2, leave\nsave: addi t2, t2, 1\nleave: nop\n j enter\n";
  const std::string refused = "refuse exec pc=enter then exec pc=leave without exec pc=";
  EXPECT_EQ(verdict(refused + "leave+4", never), "failed at 1");
  EXPECT_EQ(verdict(refused + "save", saved).substr(0, 6), "passed");
  EXPECT_EQ(verdict(refused + "save", too_late), "failed at 1");
  EXPECT_EQ(verdict(refused + "save", once), "failed at 5");
  // Of an expectation: the one that was interrupted does not count, the next may.
  EXPECT_EQ(verdict("expect exec pc=enter then exec pc=leave without exec pc=save", once), "passed at 5");
  EXPECT_EQ(verdict("expect exec pc=enter then exec pc=leave without exec pc=save", saved).substr(0, 6),
            "failed");
  // What ends a sequence may begin the next, and what both goes on and begins anew goes on.
  EXPECT_EQ(verdict("expect exec pc=enter then exec pc=leave without exec pc=enter", never), "passed at 1");
  EXPECT_EQ(verdict("expect exec pc=enter then exec pc=leave without exec pc=leave", never), "passed at 1");
}

// The example of lessons/README.md, whose word changes at the trap's entry, too: from=S leaves that out.
TEST(CheckRun, WithoutTellsWhatAHandlerDidFromWhatTheEntryDid) {
  const std::string program =
      "_start: li t0, -1\n csrw pmpaddr0, t0\n li t0, 31\n csrw pmpcfg0, t0\n li t0, 1 << 8\n csrw medeleg, "
      "t0\n"
      " la t0, handler\n csrw stvec, t0\n la t0, user\n csrw mepc, t0\n mret\n"
      ".balign 4\nhandler: csrr t0, sepc\n addi t0, t0, 4\n WRITE\n sret\nuser: ecall\nx: j x\n";
  auto with = [&](const std::string& write) {
    return std::string(program).replace(program.find("WRITE"), 5, write);
  };
  const std::string check = "refuse syscall then return to=U without word word=sepc from=S";
  EXPECT_EQ(verdict(check, with("csrw sepc, t0")).substr(0, 6), "passed");
  EXPECT_EQ(verdict(check, with("nop")).substr(0, 6), "failed");
}

TEST(CheckRun, AVerdictIsAboutTheProgramThatWasTried) {
  Session session;
  Diagnostics diagnostics;
  ASSERT_TRUE(session.open_lesson(lesson(), diagnostics));
  auto states = [&](const char* command) {
    EXPECT_TRUE(session.apply(command).ok) << command;
    while (session.checking()) session.advance(100'000);
    std::string text;
    for (const CheckResult& result : session.checks()[0]) text += "opf"[static_cast<int>(result.state)];
    return text;
  };
  EXPECT_EQ(states("check"), "fp");
  EXPECT_EQ(states("build"), "fp") << "the same program";
  session.set_source("a.S", kSolutionText);
  EXPECT_EQ(states("build"), "oo");
  EXPECT_EQ(states("check"), "pp");
  EXPECT_EQ(states("build"), "pp");
}

TEST(CheckRun, PiecesDoNotMatter) {
  Diagnostics diagnostics;
  auto parsed = Lesson::parse(
      lesson("", kBody + "```check\nexpect exec pc=stop count>=777 \"m\"\nexpect trap \"never\"\n```\n"),
      diagnostics);
  ASSERT_TRUE(parsed);
  Machine machine(*find_board("riscv-virt"), {});
  auto built = build(*parsed, parsed->solution, machine, diagnostics);
  ASSERT_TRUE(built);
  CheckRun whole(*parsed, *built), pieces(*parsed, *built);
  while (whole.advance(kNever)) {
  }
  Tick piece = 1;
  while (pieces.advance(piece)) piece = piece % 97 + 1;
  for (size_t i = 0; i < whole.results()[0].size(); i++) {
    const CheckResult &a = whole.results()[0][i], &b = pieces.results()[0][i];
    EXPECT_EQ(a.state, b.state);
    EXPECT_EQ(a.tick, b.tick);
    EXPECT_EQ(a.details, b.details);
  }
  EXPECT_EQ(whole.results()[0][2].state, CheckState::passed);
  EXPECT_EQ(whole.results()[0][3].state, CheckState::failed);
  EXPECT_EQ(whole.results()[0][3].tick, 10'000u);
}

}  // namespace
}  // namespace trapdoor
