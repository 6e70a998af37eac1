// Boards: the rows of every board that can be chosen by name, and the names that a board gives to programs.
#pragma once
#include <span>
#include <string_view>
#include <vector>

#include "engine/machine/board.h"
#include "engine/program/program.h"

namespace trapdoor {

std::span<const Board* const> boards();
const Board* find_board(std::string_view name);  // null if there is none

// What every program on the board may name, as absolute symbols:
//   device registers by their rows' symbols ("TIMER_COMPARE": address and size). When several devices share a
//   kind, only the first one's. each device's window ("UART0_BASE"), and the interrupt controller's input it
//   is wired to ("UART0_IRQ"). "RAM_BASE".
std::vector<Symbol> device_symbols(const Board&);

}  // namespace trapdoor
