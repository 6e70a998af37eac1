#include "engine/isa/riscv/relocations.h"

namespace trapdoor::riscv {
namespace {

constexpr BitMove kBranch[] = {{12, 1, 31}, {5, 6, 25}, {1, 4, 8}, {11, 1, 7}};
constexpr BitMove kJump[] = {{20, 1, 31}, {1, 10, 21}, {11, 1, 20}, {12, 8, 12}};
constexpr BitMove kUpper[] = {{0, 20, 12}};
constexpr BitMove kImmediate[] = {{0, 12, 20}};
constexpr BitMove kStore[] = {{5, 7, 25}, {0, 5, 7}};
constexpr BitMove kShortBranch[] = {{8, 1, 12}, {3, 2, 10}, {6, 2, 5}, {1, 2, 3}, {5, 1, 2}};
constexpr BitMove kShortJump[] = {{11, 1, 12}, {4, 1, 11}, {8, 2, 9}, {10, 1, 8},
                                  {6, 1, 7},   {7, 1, 6},  {1, 3, 3}, {5, 1, 2}};
constexpr BitMove kSixBits[] = {{0, 6, 0}};

constexpr int64_t kUpperLow = -(1 << 19), kUpperHigh = (1 << 19) - 1;
constexpr int64_t kMiB = 1 << 20;

using Kind = RelocationKind;
constexpr RelocationRow kRows[] = {
    {0, "R_RISCV_NONE", Kind::nothing},
    {1, "R_RISCV_32", Kind::number, 4},
    {2, "R_RISCV_64", Kind::number, 8},
    {16, "R_RISCV_BRANCH", Kind::distance, 4, kBranch, -4096, 4094},
    {17, "R_RISCV_JAL", Kind::distance, 4, kJump, -kMiB, kMiB - 2},
    {18, "R_RISCV_CALL", Kind::call, 8, kUpper, kUpperLow, kUpperHigh},
    {19, "R_RISCV_CALL_PLT", Kind::call, 8, kUpper, kUpperLow, kUpperHigh},
    {20, "R_RISCV_GOT_HI20", Kind::indirect, 4},
    {23, "R_RISCV_PCREL_HI20", Kind::distance_high, 4, kUpper, kUpperLow, kUpperHigh, "pcrel_hi"},
    {24, "R_RISCV_PCREL_LO12_I", Kind::distance_low, 4, kImmediate, 0, 0, "pcrel_lo"},
    {25, "R_RISCV_PCREL_LO12_S", Kind::distance_low, 4, kStore, 0, 0, "pcrel_lo"},
    {26, "R_RISCV_HI20", Kind::high, 4, kUpper, kUpperLow, kUpperHigh, "hi"},
    {27, "R_RISCV_LO12_I", Kind::low, 4, kImmediate, 0, 0, "lo"},
    {28, "R_RISCV_LO12_S", Kind::low, 4, kStore, 0, 0, "lo"},
    {33, "R_RISCV_ADD8", Kind::add, 1},
    {34, "R_RISCV_ADD16", Kind::add, 2},
    {35, "R_RISCV_ADD32", Kind::add, 4},
    {36, "R_RISCV_ADD64", Kind::add, 8},
    {37, "R_RISCV_SUB8", Kind::subtract, 1},
    {38, "R_RISCV_SUB16", Kind::subtract, 2},
    {39, "R_RISCV_SUB32", Kind::subtract, 4},
    {40, "R_RISCV_SUB64", Kind::subtract, 8},
    {43, "R_RISCV_ALIGN", Kind::gap},
    {44, "R_RISCV_RVC_BRANCH", Kind::distance, 2, kShortBranch, -256, 254},
    {45, "R_RISCV_RVC_JUMP", Kind::distance, 2, kShortJump, -2048, 2046},
    {51, "R_RISCV_RELAX", Kind::nothing},
    {52, "R_RISCV_SUB6", Kind::subtract, 1, kSixBits},
    {53, "R_RISCV_SET6", Kind::number, 1, kSixBits},
    {54, "R_RISCV_SET8", Kind::number, 1},
    {55, "R_RISCV_SET16", Kind::number, 2},
    {56, "R_RISCV_SET32", Kind::number, 4},
    {57, "R_RISCV_32_PCREL", Kind::distance, 4},
};

}  // namespace

const std::span<const RelocationRow> kRelocations = kRows;

}  // namespace trapdoor::riscv
