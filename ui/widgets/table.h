// Table: lists whose rows have columns. What does not fit at the right is left to the mirror and the explanation.
#pragma once
#include <initializer_list>
#include <string>
#include <string_view>

#include "ui/theme.h"

namespace trapdoor {

struct Column {
  std::string text;
  float width;  // of the column, in logical pixels before the theme's zoom; 0: as wide as the text
  ImU32 ink;
};

float table_row_height(const Theme&);
// One row, as wide as there is room; an item of that role, name and value. True when clicked.
bool table_row(const Theme&, std::string_view role, std::string_view name, std::string_view value,
               std::string_view help, std::initializer_list<Column>, bool lit = false);

}  // namespace trapdoor
