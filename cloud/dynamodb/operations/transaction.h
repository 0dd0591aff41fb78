// What the transactions share: the actions of one are carried out all or not at all, and each says
// why it was not.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "aws/core/error.h"

namespace bellwether::cloud::dynamodb {

// Everything is read or written twice: to prepare and to commit.
// https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/transaction-apis.html#transaction-capacity-handling
inline constexpr double kTransactionFactor = 2;

// Collects, in the order of the actions, what came of each.
class Outcomes {
 public:
  void add_success() { reasons_.push_back({}); }
  // False when the error is not about one action: the whole request is answered with it.
  bool add_failure(const aws::Error& error);
  // A failure that has a name of its own: "DuplicateItem".
  void add_failure(std::string code, const aws::Error& error);

  // TransactionCanceledException, or nothing when all went well.
  std::optional<aws::Error> cancellation() const;

 private:
  struct Reason {
    std::string code = "None";
    std::string message{};
    std::string fields{};  // as of aws::Error: the item that was found
  };
  std::vector<Reason> reasons_;
};

aws::Error same_item_twice();

}  // namespace bellwether::cloud::dynamodb
