// Busy: a guest that computes, stores all over 256 KiB, takes a timer interrupt every 997 ticks and echoes
// keys, so that every part of a machine's state keeps changing.
#pragma once
#include <array>
#include <random>
#include <string>

#include "engine/boards/boards.h"
#include "engine/time/timeline.h"

namespace trapdoor {

inline constexpr uint32_t kBusyProgram[] = {
    // _start: la t0, handler; csrw mtvec, t0; clock addresses; first alarm; mie.MTIE; mstatus.MIE
    0x00000297, 0x07028293, 0x30529073, 0x02004437, 0x0200c4b7, 0xff84849b, 0x0004b283, 0x3e528293,
    0x00543023, 0x08000293, 0x30429073, 0x30046073, 0x00008937, 0x0019091b, 0x01091913, 0x00000993,
    0x10000a37,
    // loop: store s3 at (s3 * 32) % 256 KiB + 0x80010000, mix what lies beside it into s5
    0x00599313, 0x000403b7, 0xfff3839b, 0x00737333, 0x01230333, 0x01333023, 0x00833e03, 0x01cacab3,
    0x013a8ab3, 0x00198993, 0xfd9ff06f,
    // handler: next alarm, count, echo every waiting key, mret
    0x0004b503, 0x3e550513, 0x00a43023, 0x001b0b13, 0x005a4583, 0x0015f593, 0x00058a63, 0x000a4603,
    0x00cb8bb3, 0x00ca0023, 0xfe9ff06f, 0x30200073};

inline void load_busy(Machine& machine) {
  machine.poke(0x8000'0000, std::as_bytes(std::span(kBusyProgram)));
  for (int i = 0; i < machine.hart_count(); i++) machine.hart(i).reset(0x8000'0000);
}

inline Input key(const Machine& machine, std::string_view text) {
  auto bytes = std::as_bytes(std::span(text.data(), text.size()));
  return {0, InputKind::key,
          0, static_cast<uint64_t>(machine.find_device("uart0")),
          0, {bytes.begin(), bytes.end()}};
}

inline Input poke(uint64_t address, uint8_t value) {
  return {0, InputKind::poke, 0, address, 0, {static_cast<std::byte>(value)}};
}

}  // namespace trapdoor
