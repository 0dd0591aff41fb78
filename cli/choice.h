// An option that takes one of some words.
#pragma once

#include <map>
#include <string>

#include <CLI/CLI.hpp>

namespace bellwether::cli {

// `chosen` keeps its value when the option is not given; `--help` lists the words.
template <class T>
CLI::Option* add_choice(CLI::App& command, const std::string& name, T& chosen,
                        const std::map<std::string, T>& words, const std::string& description) {
  auto* option = command.add_option_function<std::string>(
      name, [&chosen, words](const std::string& word) { chosen = words.at(word); }, description);
  option->check(CLI::IsMember(words));
  for (const auto& [word, value] : words) {
    if (value == chosen) option->default_str(word);
  }
  return option;
}

}  // namespace bellwether::cli
