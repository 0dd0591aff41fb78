// What the stack commands show: events as they happen, and the outputs at the end.
#pragma once

#include <cstdio>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "aws/core/error.h"
#include "cloud/cloudformation/engine.h"

namespace bellwether::cli {

// A name and the URL at which the local cloud answers it.
using LocalEndpoints = std::vector<std::pair<std::string, std::string>>;

// Every stage of every REST API of the stack.
LocalEndpoints local_endpoints(const cloud::cloudformation::StackRecord& stack,
                               std::string_view endpoint_url);

class StackReport {
 public:
  // With `json`, what happens goes to standard error and one document to standard output at the
  // end; otherwise everything is text on standard output, coloured on a terminal.
  explicit StackReport(bool json);

  void line(std::string_view text) const;
  void event(const cloud::cloudformation::StackEvent& event) const;
  void deployed(const cloud::cloudformation::Deployed& deployed,
                const LocalEndpoints& endpoints) const;
  void deleted(const std::string& stack_name) const;
  // Answers the exit code.
  int failed(const std::string& stack_name, const aws::Error& error) const;

 private:
  bool json_;
  std::FILE* progress_;
  bool coloured_;
};

}  // namespace bellwether::cli
