// Boards: the rows of every board that can be chosen by name.
#pragma once
#include <span>
#include <string_view>

#include "engine/machine/board.h"

namespace trapdoor {

std::span<const Board* const> boards();
const Board* find_board(std::string_view name);  // null if there is none

}  // namespace trapdoor
