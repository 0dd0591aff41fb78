// ClientRequestToken: a transaction that is sent again within ten minutes is not carried out again.
// https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_TransactWriteItems.html
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "aws/core/error.h"
#include "aws/core/types.h"
#include "cloud/core/context.h"
#include "cloud/store/store.h"

namespace bellwether::cloud::dynamodb {

// One request with a token. `request` is everything that a repetition has to have in common.
class IdempotentRequest {
 public:
  IdempotentRequest(std::string token, std::string_view request);

  // Whether it was carried out before; an error when another request had the token.
  aws::Result<bool> was_done(const store::Transaction& transaction, const Scope& scope,
                             aws::Timestamp now) const;
  void note_done(store::Transaction& transaction, const Scope& scope, aws::Timestamp now) const;

 private:
  std::string token_;
  std::string digest_;
};

bool has_ended_tokens(const store::Snapshot& snapshot, const Scope& scope, aws::Timestamp now);
// Erases tokens that have run out, at most so many; whether there may be more.
bool forget_tokens(store::Transaction& transaction, const Scope& scope, aws::Timestamp now,
                   std::size_t most);

}  // namespace bellwether::cloud::dynamodb
