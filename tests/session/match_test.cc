#include "engine/session/match.h"

#include <gtest/gtest.h>

#include "engine/boards/boards.h"
#include "engine/session/words.h"

namespace trapdoor {
namespace {

struct MatchTest : testing::Test {
  MatchTest() : machine(*find_board("riscv-virt"), {1 << 20, 2}) {
    Section text;
    text.name = ".text";
    text.address = 0x8000'0000;
    text.size = 0x100;
    text.executable = true;
    program.sections.push_back(text);
    program.symbols = {{"start", 0x8000'0000, 0, true, false},
                       {"loop", 0x8000'0010, 0, false, false},
                       {"buffer", 0x8000'0040, 0, false, false},
                       {"table", 0x8000'0080, 8, false, false},
                       {"SIZE", 24, 0, false, true}};
  }
  Match parse(std::string_view text) {
    Diagnostic error;
    auto match = Match::parse(text, machine, &program, error);
    EXPECT_TRUE(match) << text << ": " << error.message;
    return match ? *match : Match();
  }
  // "column: message"
  std::string wrong(std::string_view text) {
    Diagnostic error;
    if (Match::parse(text, machine, &program, error)) return "fine";
    return std::to_string(error.column) + ": " + error.message;
  }
  Event event(EventKind kind) {
    Event e;
    e.kind = kind;
    return e;
  }
  Event timer(uint8_t from = 0, uint8_t to = 1) {
    Event e = event(EventKind::trap);
    e.flags = static_cast<uint8_t>(TrapKind::interrupt);
    e.what = 5;
    e.from = from;
    e.to = to;
    return e;
  }
  Event access(EventKind kind, uint64_t address, uint8_t size, uint64_t value = 0) {
    Event e = event(kind);
    e.address = e.old = address;
    e.size = size;
    e.value = value;
    return e;
  }
  Machine machine;
  Program program;
};

TEST_F(MatchTest, TrapConditions) {
  Match match = parse("trap cause=timer from=U to=S");
  EXPECT_TRUE(match(timer()));
  EXPECT_FALSE(match(timer(1, 1)));
  EXPECT_FALSE(match(timer(0, 3)));
  Event exception = timer();
  exception.flags = static_cast<uint8_t>(TrapKind::exception);
  EXPECT_FALSE(match(exception));
  EXPECT_TRUE(parse("interrupt cause=5")(timer()));
  EXPECT_FALSE(parse("exception")(timer()));
  EXPECT_TRUE(parse("exception cause=5")(exception));
  EXPECT_TRUE(parse("trap from!=S")(timer()));
  EXPECT_FALSE(parse("trap from!=U")(timer()));
  EXPECT_FALSE(match.needs_full());
  EXPECT_EQ(match.interrupt_cause(), 5);
}

TEST_F(MatchTest, ModeIsACrossing) {
  EXPECT_TRUE(parse("mode")(timer(0, 1)));
  EXPECT_FALSE(parse("mode")(timer(1, 1)));
  Event back = event(EventKind::ret);
  back.from = 1;
  EXPECT_TRUE(parse("mode to=U")(back));
}

TEST_F(MatchTest, AddressesOfLabelsCoverTheirBytes) {
  Match match = parse("store at=buffer");
  EXPECT_TRUE(match(access(EventKind::store, 0x8000'0040, 1)));
  EXPECT_TRUE(match(access(EventKind::store, 0x8000'007f, 1)));  // up to the next label
  EXPECT_FALSE(match(access(EventKind::store, 0x8000'0080, 1)));
  EXPECT_TRUE(match(access(EventKind::store, 0x8000'003c, 8)));  // reaches into it
  EXPECT_FALSE(match(access(EventKind::store, 0x8000'0038, 8)));
  EXPECT_FALSE(match(access(EventKind::load, 0x8000'0040, 1)));
  EXPECT_FALSE(parse("store at=table")(access(EventKind::store, 0x8000'0088, 1)));
  EXPECT_FALSE(parse("store at=buffer+8")(access(EventKind::store, 0x8000'0040, 8)));
  EXPECT_TRUE(match.needs_full());
  EXPECT_TRUE(parse("store at=0x10..loop")(access(EventKind::store, 0x8000'0010, 4)));
  EXPECT_FALSE(parse("store at=0x10..loop")(access(EventKind::store, 0x8000'0011, 4)));
  EXPECT_EQ(wrong("store at=loop..0x10"), "10: the range ends before it begins");
}

TEST_F(MatchTest, ProgramCounterIsOneAddress) {
  Match match = parse("exec pc=loop");
  Event e = event(EventKind::instruction);
  e.pc = 0x8000'0010;
  EXPECT_TRUE(match(e));
  e.pc += 4;
  EXPECT_FALSE(match(e));
  EXPECT_TRUE(parse("exec pc=loop+4")(e));
  EXPECT_TRUE(parse("exec pc=0x8000_0014")(e));
  EXPECT_EQ(match.exec_address(), 0x8000'0010u);
}

TEST_F(MatchTest, DeviceRegistersArePhysical) {
  Match match = parse("store at=TIMER_COMPARE from=U");
  Event e = access(EventKind::store, 0x4000'0000, 8);  // mapped somewhere else
  e.old = 0x200'4000;
  EXPECT_TRUE(match(e));
  e.from = 3;
  EXPECT_FALSE(match(e));
}

TEST_F(MatchTest, ValuesAreCutToTheAccess) {
  Match match = parse("store value=-1");
  EXPECT_TRUE(match(access(EventKind::store, 0, 1, 0xff)));
  EXPECT_TRUE(match(access(EventKind::store, 0, 4, 0xffff'ffff)));
  EXPECT_FALSE(match(access(EventKind::store, 0, 8, 0xffff'ffff)));
  EXPECT_TRUE(parse("store value=SIZE")(access(EventKind::store, 0, 8, 24)));
  Event power = event(EventKind::power);
  EXPECT_TRUE(parse("power value=0")(power));
  EXPECT_FALSE(parse("power value!=0")(power));
}

TEST_F(MatchTest, TextLooksAtTheConsole) {
  Match match = parse("console text=\"login: \"");
  EXPECT_TRUE(match(event(EventKind::console), "boot\nlogin: "));
  EXPECT_FALSE(match(event(EventKind::console), "boot\nlogin: x"));
  EXPECT_TRUE(parse("console text=\"a\\n\"")(event(EventKind::console), "a\n"));
}

TEST_F(MatchTest, WiresHaveTwoEnds) {
  Event e = event(EventKind::wire);
  const auto& wires = machine.wire_infos();
  for (size_t i = 0; i < wires.size(); i++) {
    e.what = static_cast<uint16_t>(i);
    EXPECT_EQ(parse("wire wire=hart0.MTI")(e), wires[i].to == "hart0.MTI");
    EXPECT_EQ(parse("wire wire=uart0.irq")(e), wires[i].from == "uart0.irq");
  }
}

TEST_F(MatchTest, EveryMistakeHasItsPlace) {
  EXPECT_EQ(wrong(""), "1: nothing to match");
  EXPECT_EQ(wrong("trapp"), "1: nothing that happens is called `trapp`");
  EXPECT_EQ(wrong("trap foo=1"), "6: `foo` means nothing for `trap`");
  EXPECT_EQ(wrong("trap cause=timre"), "12: no trap cause is called `timre`");
  EXPECT_EQ(wrong("trap  from=X"), "12: no mode `X`");
  EXPECT_EQ(wrong("trap from"), "6: `from` is not a condition: expected key=value");
  EXPECT_EQ(wrong("trap from="), "11: `from=` lacks its value");
  EXPECT_EQ(wrong("exec pc=nowhere"), "9: no label, device register or number `nowhere`");
  EXPECT_EQ(wrong("exec pc=loop+x"), "9: no label, device register or number `loop+x`");
  EXPECT_EQ(wrong("exec hart=2"), "11: no hart `2`");
  EXPECT_EQ(wrong("word word=eax"), "11: no register `eax`");
  EXPECT_EQ(wrong("wire wire=hart9.MTI"), "11: no wire end `hart9.MTI`");
  EXPECT_EQ(wrong("console text=abc"), "14: text= takes a text in double quotes");
  EXPECT_EQ(wrong("console text=\"abc"), "9: the text that begins here has no closing quote");
  EXPECT_EQ(wrong("console text=\"\\q\""),
            "14: an empty text, or an escape that is not one of \\n \\t \\r \\\\ \\\" \\xHH");
  EXPECT_EQ(wrong("store cause=timer"), "7: `cause` means nothing for `store`");
  EXPECT_EQ(wrong("trap cause=5"), "12: a cause's number alone does not say whether it is an interrupt");
  EXPECT_EQ(wrong("syscall cause=timer"), "15: `timer` is never the cause of `syscall`");
  EXPECT_EQ(wrong("store size=two"), "12: size= takes a number of bytes");
}

TEST_F(MatchTest, HintsListWhatIsPossible) {
  Diagnostic error;
  EXPECT_FALSE(Match::parse("trap cause=timre", machine, &program, error));
  EXPECT_NE(error.hint.find("timer"), std::string::npos);
  EXPECT_FALSE(Match::parse("store foo=1", machine, &program, error));
  EXPECT_EQ(error.hint, "keys for it: from, hart, pc, at, physical, value, size");
}

TEST_F(MatchTest, WithoutAProgramAnyLabelWillDo) {
  Diagnostic error;
  EXPECT_TRUE(Match::parse("exec pc=later", machine, nullptr, error));
  EXPECT_TRUE(Match::parse("exec pc=image:later+4", machine, nullptr, error));
  EXPECT_FALSE(Match::parse("exec pc=+4", machine, nullptr, error));
}

TEST_F(MatchTest, CompletionOffersWhatFits) {
  auto at = [&](std::string_view text) {
    std::vector<std::string> texts;
    for (const Candidate& c : complete_match(text, text.size(), machine, &program).candidates) {
      EXPECT_FALSE(c.help.empty()) << c.text;
      EXPECT_EQ(c.help.find('\n'), std::string::npos) << c.text;
      texts.push_back(c.text);
    }
    return texts;
  };
  using Texts = std::vector<std::string>;
  EXPECT_EQ(at("tr"), Texts{"trap"});
  EXPECT_EQ(at("trap ca"), Texts{"cause="});
  EXPECT_EQ(complete_match("trap ca", 7, machine, &program).start, 5u);
  EXPECT_EQ(complete_match("trap ca from=U", 7, machine, &program).start, 5u);
  EXPECT_EQ(at("exec pc=lo"), Texts{"pc=loop"});
  EXPECT_EQ(at("exec pc!=lo"), Texts{"pc!=loop"});
  EXPECT_EQ(at("trap from="), (Texts{"from=M", "from=S", "from=U"}));
  EXPECT_TRUE(at("nonsense ").empty());
  EXPECT_GE(at("").size(), 10u);
  for (const MatchKindRow& kind : match_kinds()) {
    for (const MatchKeyRow& key : match_keys())
      at(std::string(kind.name) + " " + std::string(key.name) + "=");
  }
  EXPECT_EQ(complete_match("store at=TIMER_C", 16, machine, &program).candidates[0].text, "at=TIMER_COMPARE");
}

// Any text is either a match or a mistake with a place inside the text.
TEST_F(MatchTest, AnyTextIsAnswered) {
  const char* pieces[] = {"trap", " ",  "=", "\"",      "cause", "timer", "at", "0x",
                          "+",    "\\", "-", "pc=loop", "!",     "text=", "U",  "\t"};
  uint32_t seed = 1;
  for (int i = 0; i < 20'000; i++) {
    std::string text;
    for (int n = 0; n < 8; n++) {
      seed = seed * 1664525 + 1013904223;
      text += pieces[seed >> 28];
    }
    Diagnostic error;
    if (Match::parse(text, machine, &program, error)) continue;
    ASSERT_GE(error.column, 1) << text;
    ASSERT_LE(error.column, static_cast<int>(text.size()) + 1) << text;
    ASSERT_FALSE(error.message.empty()) << text;
    complete_match(text, text.size(), machine, &program);
  }
}

TEST(Words, NumbersAndSizes) {
  EXPECT_EQ(parse_number("0x8000_0000"), 0x8000'0000u);
  EXPECT_EQ(parse_number("-1"), ~uint64_t{0});
  EXPECT_EQ(parse_number("18446744073709551615"), ~uint64_t{0});
  EXPECT_FALSE(parse_number("18446744073709551616"));
  EXPECT_FALSE(parse_number(""));
  EXPECT_FALSE(parse_number("0x"));
  EXPECT_FALSE(parse_number("12a"));
  EXPECT_EQ(parse_size("128M"), uint64_t{128} << 20);
  EXPECT_FALSE(parse_size("M"));
  EXPECT_FALSE(parse_size("99999999999G"));
  EXPECT_EQ(unescape("a\\n\\x41\\\""), "a\nA\"");
  EXPECT_FALSE(unescape("\\"));
  EXPECT_FALSE(unescape("\\xg"));
}

}  // namespace
}  // namespace trapdoor
