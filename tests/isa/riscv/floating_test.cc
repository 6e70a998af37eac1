// What the floating-point rows do around the arithmetic: mstatus.FS, boxes, rounding modes, flags.
// The arithmetic itself has its referee in tests/base/soft_float_test.cc, the whole in tests/lockstep.
#include <gtest/gtest.h>

#include <cstring>
#include <span>
#include <string>

#include "engine/base/bits.h"
#include "engine/boards/boards.h"
#include "engine/isa/riscv/words.h"
#include "engine/machine/assembly.h"
#include "engine/machine/machine.h"
#include "engine/program/assembler.h"
#include "tests/support/guest.h"

namespace trapdoor::riscv {
namespace {

constexpr uint64_t kData = 0x80001000;
constexpr uint64_t kOff = 0, kInitial = 1, kClean = 2, kDirty = 3;
constexpr uint64_t kNoCause = 99;
constexpr uint64_t kFlagNx = 1, kFlagDz = 8, kFlagNv = 16;
constexpr uint64_t kOne = 0x3ff0000000000000, kTwo = 0x4000000000000000, kThree = 0x4008000000000000,
                   kFive = 0x4014000000000000, kSeven = 0x401c000000000000, kSign = uint64_t{1} << 63;
constexpr uint64_t kNan = 0x7ff8000000000000, kSignalingNan = 0x7ff0000000000001;
constexpr uint64_t boxed(uint64_t single) { return 0xffffffff00000000 | single; }
constexpr uint64_t kSingleOne = boxed(0x3f800000), kSingleNan = boxed(0x7fc00000);

constexpr int kA0 = 10, kA1 = 11, kFa0 = kF0 + 10, kFa1 = kF0 + 11, kFa2 = kF0 + 12;

// A machine that runs one instruction at a time.
struct Guest {
  Machine machine{*find_board("riscv-virt"), {.ram_size_bytes = 1 << 20}};
  Cpu& cpu = machine.hart(0).cpu;

  explicit Guest(uint64_t fs = kClean) { set_fs(fs); }
  void set_fs(uint64_t fs) {
    cpu[kMstatus] = with_bits(cpu[kMstatus] & ~kMstatusSd, 14, 13, fs) | (fs == kDirty ? kMstatusSd : 0);
  }
  uint64_t fs() const { return bits(cpu[kMstatus], 14, 13); }

  // The cause of the trap that the instruction took, or kNoCause.
  uint64_t run(uint32_t bits) {
    EXPECT_TRUE(machine.poke(kRam, std::as_bytes(std::span(&bits, 1))));
    cpu[kPc] = kRam;
    cpu[kMcause] = kNoCause;
    machine.run(machine.now() + 1);
    return cpu[kMcause];
  }
  uint64_t run(const std::string& text) { return run(word(text)); }

  static uint32_t word(const std::string& text) {
    Source source{"instruction", text};
    Assembled result = assemble(kIsa, std::span(&source, 1));
    EXPECT_TRUE(result.ok()) << text;
    uint32_t bits = 0;
    if (result.ok()) std::memcpy(&bits, result.program.sections.front().bytes.data(), 4);
    return bits;
  }
  uint64_t memory(uint64_t address) const {
    uint64_t value = 0;
    machine.bus.peek(address, std::as_writable_bytes(std::span(&value, 1)));
    return value;
  }
};

TEST(RiscvFloat, OffMakesEveryInstructionIllegal) {
  for (size_t i = 0; i < kIsa.instructions.size(); i++) {
    const InstructionRow& row = kIsa.instructions[i];
    if (row.extension != "F" && row.extension != "D") continue;
    uint32_t bits = kIsa.assembly->fixed_bits(i);
    bits = kIsa.assembly->put(i, "rs1", bits, kA0);
    Guest guest(kOff);
    guest.cpu[kA0] = kData;
    Cpu before = guest.cpu;
    EXPECT_EQ(guest.run(bits), kIllegalInstruction) << row.name;
    EXPECT_EQ(guest.cpu[kMtval], bits) << row.name;
    for (int word = 0; word < 32; word++) {
      EXPECT_EQ(guest.cpu[word], before[word]) << row.name;
      EXPECT_EQ(guest.cpu[kF0 + word], before[kF0 + word]) << row.name;
    }
    EXPECT_EQ(guest.fs(), kOff);
    Guest on(kInitial);
    on.cpu[kA0] = kData;
    EXPECT_EQ(on.run(bits), kNoCause) << row.name;
  }
}

TEST(RiscvFloat, OffHidesTheControlRegisters) {
  for (const char* text : {"csrr a0, fflags", "csrr a0, frm", "csrr a0, fcsr", "csrw fcsr, a0"}) {
    Guest off(kOff), on(kInitial);
    EXPECT_EQ(off.run(text), kIllegalInstruction) << text;
    EXPECT_EQ(off.cpu[kMtval], Guest::word(text));
    EXPECT_EQ(on.run(text), kNoCause) << text;
  }
}

TEST(RiscvFloat, ShortInstructionsObeyOffToo) {
  Guest guest(kOff);
  guest.cpu[kA0] = kData;
  constexpr uint32_t kShortFld = 0x2108;  // c.fld fa0, 0(a0)
  EXPECT_EQ(guest.run(kShortFld), kIllegalInstruction);
  EXPECT_EQ(guest.cpu[kMtval], kShortFld);
}

TEST(RiscvFloat, ChangesMakeTheStateDirtyAndReadingDoesNot) {
  struct {
    const char* text;
    uint64_t fs;
  } const cases[] = {
      {"fmv.d.x fa0, a0", kDirty},       {"fadd.d fa0, fa1, fa2", kDirty}, {"fld fa0, 0(a1)", kDirty},
      {"fsgnj.s fa0, fa1, fa1", kDirty}, {"csrw fflags, zero", kDirty},    {"csrwi frm, 1", kDirty},
      {"fmv.x.d a0, fa0", kClean},       {"fsd fa0, 0(a1)", kClean},       {"feq.d a0, fa1, fa2", kClean},
      {"fclass.d a0, fa1", kClean},      {"csrr a0, fcsr", kClean},        {"fcvt.w.d a0, fa1", kClean},
  };
  for (const auto& c : cases) {
    Guest guest(kClean);
    guest.cpu[kA1] = kData;
    guest.cpu[kFa1] = kOne;
    guest.cpu[kFa2] = kTwo;
    EXPECT_EQ(guest.run(c.text), kNoCause) << c.text;
    EXPECT_EQ(guest.fs(), c.fs) << c.text;
    EXPECT_EQ(bit(guest.cpu[kMstatus], 63), c.fs == kDirty) << c.text;
  }
}

TEST(RiscvFloat, AFlagThatRisesMakesTheStateDirty) {
  Guest guest(kClean);
  guest.cpu[kFa1] = kNan;
  guest.cpu[kFa2] = kOne;
  EXPECT_EQ(guest.run("flt.d a0, fa1, fa2"), kNoCause);
  EXPECT_EQ(guest.cpu[kFcsr], kFlagNv);
  EXPECT_EQ(guest.fs(), kDirty);
}

TEST(RiscvFloat, ALoadThatFaultsChangesNothing) {
  Guest guest(kClean);
  guest.cpu[kA1] = 0x1000000000;
  guest.cpu[kFa0] = kThree;
  EXPECT_EQ(guest.run("fld fa0, 0(a1)"), kLoadAccessFault);
  EXPECT_EQ(guest.cpu[kFa0], kThree);
  EXPECT_EQ(guest.fs(), kClean);
}

TEST(RiscvFloat, SoftwareCanSetTheStateAndSdFollows) {
  Guest guest(kOff);
  guest.cpu[kA0] = uint64_t{3} << 13;
  EXPECT_EQ(guest.run("csrs sstatus, a0"), kNoCause);
  EXPECT_EQ(guest.fs(), kDirty);
  EXPECT_EQ(guest.run("csrr a1, mstatus"), kNoCause);
  EXPECT_TRUE(bit(guest.cpu[kA1], 63));
  guest.cpu[kA0] = uint64_t{1} << 13;
  EXPECT_EQ(guest.run("csrc mstatus, a0"), kNoCause);
  EXPECT_EQ(guest.run("csrr a1, sstatus"), kNoCause);
  EXPECT_EQ(bits(guest.cpu[kA1], 14, 13), kClean);
  EXPECT_FALSE(bit(guest.cpu[kA1], 63));
}

TEST(RiscvFloat, SinglesLieInBoxes) {
  Guest guest;
  guest.cpu[kA0] = 0x123456783f800000;
  guest.run("fmv.w.x fa0, a0");
  EXPECT_EQ(guest.cpu[kFa0], kSingleOne);
  guest.cpu[kA1] = kData;
  guest.run("fsw fa0, 0(a1)");
  EXPECT_EQ(guest.memory(kData), 0x3f800000u);
  guest.run("flw fa1, 0(a1)");
  EXPECT_EQ(guest.cpu[kFa1], kSingleOne);
  guest.run("fadd.s fa2, fa0, fa1");
  EXPECT_EQ(guest.cpu[kFa2], boxed(0x40000000));
}

// 12.2: what is not in a box reads as the canonical NaN; moves and stores take the bits as they are.
TEST(RiscvFloat, WhatIsNotInABoxIsNotANumber) {
  Guest guest;
  guest.cpu[kFa0] = 0xfffffffe3f800000;
  guest.cpu[kFa1] = kSingleOne;
  guest.cpu[kA1] = kData;
  guest.run("fadd.s fa2, fa0, fa1");
  EXPECT_EQ(guest.cpu[kFa2], kSingleNan);
  EXPECT_EQ(guest.cpu[kFcsr], 0u) << "that NaN is quiet";
  guest.run("fsgnj.s fa2, fa0, fa0");
  EXPECT_EQ(guest.cpu[kFa2], kSingleNan);
  guest.run("fclass.s a0, fa0");
  EXPECT_EQ(guest.cpu[kA0], 1u << 9);
  guest.run("fmv.x.w a0, fa0");
  EXPECT_EQ(guest.cpu[kA0], 0x3f800000u);
  guest.run("fsw fa0, 0(a1)");
  EXPECT_EQ(guest.memory(kData), 0x3f800000u);
  guest.run("fcvt.d.s fa2, fa0");
  EXPECT_EQ(guest.cpu[kFa2], kNan);
}

TEST(RiscvFloat, EveryRoundingModeIsObeyed) {
  // 1/3 lies between two doubles; 2.5 is a tie.
  const struct {
    const char* mode;
    uint64_t third, minus_third;
    int64_t two_and_a_half;
  } cases[] = {{"rne", 0x3fd5555555555555, 0xbfd5555555555555, 2},
               {"rtz", 0x3fd5555555555555, 0xbfd5555555555555, 2},
               {"rdn", 0x3fd5555555555555, 0xbfd5555555555556, 2},
               {"rup", 0x3fd5555555555556, 0xbfd5555555555555, 3},
               {"rmm", 0x3fd5555555555555, 0xbfd5555555555555, 3}};
  uint64_t frm = 0;
  for (const auto& c : cases) {
    for (bool dynamic : {false, true}) {
      Guest guest;
      std::string mode = dynamic ? "dyn" : c.mode;
      guest.cpu[kFcsr] = (dynamic ? frm : frm ^ 1) << 5;
      guest.cpu[kFa0] = kOne;
      guest.cpu[kFa1] = kThree;
      guest.run("fdiv.d fa2, fa0, fa1, " + mode);
      EXPECT_EQ(guest.cpu[kFa2], c.third) << mode;
      EXPECT_EQ(guest.cpu[kFcsr] & 31, kFlagNx);
      guest.cpu[kFa0] = kOne | kSign;
      guest.run("fdiv.d fa2, fa0, fa1, " + mode);
      EXPECT_EQ(guest.cpu[kFa2], c.minus_third) << mode;
      guest.cpu[kFa0] = 0x4004000000000000;  // 2.5
      guest.run("fcvt.l.d a0, fa0, " + mode);
      EXPECT_EQ(static_cast<int64_t>(guest.cpu[kA0]), c.two_and_a_half) << mode;
    }
    frm++;
  }
}

TEST(RiscvFloat, ReservedRoundingModesAreIllegal) {
  for (const char* text : {"fadd.s fa0, fa1, fa2", "fcvt.d.w fa0, a1", "fmadd.d fa0, fa1, fa2, fa3"}) {
    uint32_t plain = Guest::word(text) & ~(uint32_t{7} << 12);
    Guest guest;
    for (uint32_t rm = 0; rm < 8; rm++) {
      for (uint64_t frm = 0; frm < 8; frm++) {
        guest.set_fs(kClean);
        guest.cpu[kFcsr] = frm << 5;
        uint32_t bits = plain | rm << 12;
        bool reserved = rm == 5 || rm == 6 || (rm == 7 && frm > 4);
        EXPECT_EQ(guest.run(bits), reserved ? uint64_t{kIllegalInstruction} : kNoCause)
            << text << " rm " << rm << " frm " << frm;
        if (reserved) {
          EXPECT_EQ(guest.cpu[kMtval], bits);
        }
        EXPECT_EQ(guest.fs(), reserved ? kClean : kDirty);
      }
    }
  }
  // Instructions without a rounding mode do not mind.
  Guest guest;
  guest.cpu[kFcsr] = 7 << 5;
  EXPECT_EQ(guest.run("fmax.d fa0, fa1, fa2"), kNoCause);
}

TEST(RiscvFloat, FlagsAccrueInFcsr) {
  Guest guest;
  guest.cpu[kFcsr] = 2 << 5;
  guest.cpu[kFa0] = kOne;
  guest.run("fdiv.d fa2, fa0, fa1");
  EXPECT_EQ(guest.cpu[kFcsr], 2 << 5 | kFlagDz);
  guest.cpu[kFa1] = kSignalingNan;
  guest.run("feq.d a0, fa0, fa1");
  EXPECT_EQ(guest.cpu[kFcsr], 2 << 5 | kFlagDz | kFlagNv);
  guest.run("frflags a0");
  EXPECT_EQ(guest.cpu[kA0], kFlagDz | kFlagNv);
  guest.run("frrm a0");
  EXPECT_EQ(guest.cpu[kA0], 2u);
  guest.cpu[kA1] = ~uint64_t{0};
  guest.run("fscsr a0, a1");
  EXPECT_EQ(guest.cpu[kA0], 2 << 5 | kFlagDz | kFlagNv);
  EXPECT_EQ(guest.cpu[kFcsr], 0xffu);
  guest.run("fsrmi a0, 1");
  EXPECT_EQ(guest.cpu[kA0], 7u);
  EXPECT_EQ(guest.cpu[kFcsr], 0x3fu);
  guest.run("fsflagsi 0");
  EXPECT_EQ(guest.cpu[kFcsr], 0x20u);
}

TEST(RiscvFloat, ConversionsToWordsSignExtend) {
  Guest guest;
  guest.cpu[kFa0] = 0x41f0000000000000;  // 2^32
  guest.run("fcvt.wu.d a0, fa0");
  EXPECT_EQ(guest.cpu[kA0], ~uint64_t{0});
  EXPECT_EQ(guest.cpu[kFcsr], kFlagNv);
  guest.cpu[kFa0] = 0x41e0000000000000;  // 2^31
  guest.run("fcvt.wu.d a0, fa0");
  EXPECT_EQ(guest.cpu[kA0], 0xffffffff80000000);
  guest.cpu[kA1] = 0xffffffff00000001;
  guest.run("fcvt.d.wu fa0, a1");
  EXPECT_EQ(guest.cpu[kFa0], kOne);
}

TEST(RiscvFloat, TheFourFusedForms) {
  const struct {
    const char* name;
    uint64_t expected;
  } cases[] = {
      {"fmadd.d", kSeven}, {"fmsub.d", kFive}, {"fnmsub.d", kFive | kSign}, {"fnmadd.d", kSeven | kSign}};
  for (const auto& c : cases) {
    Guest guest;
    guest.cpu[kFa0] = kTwo;
    guest.cpu[kFa1] = kThree;
    guest.cpu[kFa2] = kOne;
    guest.run(std::string(c.name) + " ft0, fa0, fa1, fa2");
    EXPECT_EQ(guest.cpu[kF0], c.expected) << c.name;
  }
}

// Words taken from GNU as: c.fld fa0, 8(a0); c.fsd fa0, 16(a0); c.fldsp fa1, 24(sp); c.fsdsp fa1, 32(sp)
TEST(RiscvFloat, ShortLoadsAndStores) {
  Guest guest;
  guest.machine.poke(kData + 8, std::as_bytes(std::span(&kThree, 1)));
  guest.cpu[kA0] = guest.cpu[kSp] = kData;
  EXPECT_EQ(guest.run(0x2508), kNoCause);
  EXPECT_EQ(guest.cpu[kFa0], kThree);
  EXPECT_EQ(guest.run(0xa908), kNoCause);
  EXPECT_EQ(guest.memory(kData + 16), kThree);
  guest.machine.poke(kData + 24, std::as_bytes(std::span(&kTwo, 1)));
  EXPECT_EQ(guest.run(0x25e2), kNoCause);
  EXPECT_EQ(guest.cpu[kFa1], kTwo);
  EXPECT_EQ(guest.run(0xb02e), kNoCause);
  EXPECT_EQ(guest.memory(kData + 32), kTwo);
}

TEST(RiscvFloat, ShortFormsWidenToTheFullOnes) {
  EXPECT_EQ(kIsa.assembly->widen(0x2508), Guest::word("fld fa0, 8(a0)"));
  EXPECT_EQ(kIsa.assembly->widen(0xa908), Guest::word("fsd fa0, 16(a0)"));
  EXPECT_EQ(kIsa.assembly->widen(0x25e2), Guest::word("fld fa1, 24(sp)"));
  EXPECT_EQ(kIsa.assembly->widen(0xb02e), Guest::word("fsd fa1, 32(sp)"));
}

}  // namespace
}  // namespace trapdoor::riscv
