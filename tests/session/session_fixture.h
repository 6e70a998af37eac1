// SessionTest: a session with the guest of dots.h, and what its tests ask it.
#pragma once
#include <gtest/gtest.h>

#include <algorithm>
#include <string>

#include "engine/session/session.h"
#include "tests/session/dots.h"

namespace trapdoor {

struct SessionTest : testing::Test {
  SessionTest() {
    Diagnostics diagnostics;
    EXPECT_TRUE(session.open_program(assembled(kDots), "riscv-virt", {1 << 20, 1}, diagnostics));
  }
  void ok(std::string_view command) {
    CommandResult result = session.apply(command);
    EXPECT_TRUE(result.ok) << command << ": " << result.message;
  }
  std::string wrong(std::string_view command) {
    CommandResult result = session.apply(command);
    EXPECT_FALSE(result.ok) << command;
    return result.message.substr(0, result.message.find('\n'));
  }
  void until_stopped(Tick most = 1'000'000) {
    for (Tick done = 0; session.running() && done < most; done += 1000) session.advance(1000);
    EXPECT_FALSE(session.running());
  }
  bool offers(std::string_view line, std::string_view candidate) {
    Completion completion = session.complete(line, line.size());
    return std::any_of(completion.candidates.begin(), completion.candidates.end(),
                       [&](const Candidate& c) { return c.text == candidate && !c.help.empty(); });
  }
  Tick now() { return session.machine().now(); }
  uint64_t pc() { return session.machine().hart(0).cpu[session.machine().isa().pc_word]; }
  std::string place() { return session.program().name_of(pc()); }
  Snapshot state() { return const_cast<Machine&>(session.machine()).save(); }
  Session session;
};

}  // namespace trapdoor
