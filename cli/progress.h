// One line that tells how far a load is: rewritten in place on a terminal, written once elsewhere.
#pragma once

#include <cstdio>
#include <string>

#include "lab/load.h"
#include "lab/table.h"

namespace bellwether::cli {

class Progress {
 public:
  Progress(std::FILE* out, std::string title);

  // Shows it on a terminal; elsewhere nothing is shown before the end.
  void update(const lab::LoadProgress& progress);
  // Ends the line with how the load went.
  void finish(const lab::LoadResult& result);

 private:
  std::FILE* out_;
  std::string title_;
  bool terminal_;
  lab::TerminalStyle style_;
};

}  // namespace bellwether::cli
