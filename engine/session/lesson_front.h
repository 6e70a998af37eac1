// Lesson front: the front matter of a lesson.md, read into a Lesson.
#pragma once
#include <algorithm>
#include <string>
#include <string_view>

#include "engine/session/lesson_text.h"

namespace trapdoor {

// Reports everything wrong with its line; a key that nobody asked for is an error.
void read_front_matter(const LessonText&, Lesson&, Diagnostics&);

// "a, b, c": what a hint offers.
template <class List>
std::string list_of(const List& names) {
  std::string list;
  for (const auto& name : names) list += (list.empty() ? "" : ", ") + std::string(name);
  return list;
}

template <class List>
bool contains(const List& names, std::string_view name) {
  return std::find(std::begin(names), std::end(names), name) != std::end(names);
}

}  // namespace trapdoor
