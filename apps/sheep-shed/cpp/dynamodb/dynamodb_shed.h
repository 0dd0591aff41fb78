// A shed in one DynamoDB table: partition key `tattoo` (N), and the weight in micrograms beside it.
#pragma once

#include <string>

#include "aws/dynamodb/client.h"
#include "domain/shed.h"

namespace sheep_shed {

// Thread-safe, as the client is.
class DynamoDbShed final : public Shed {
 public:
  DynamoDbShed(bellwether::aws::dynamodb::Client client, std::string table);

  ShedResult<void> add(const Sheep& sheep) override;
  // Both read the table in parallel segments, one for each 100,000 items it is said to hold.
  ShedResult<std::uint64_t> count() override;
  ShedResult<void> visit(const Visitor& visitor) override;
  ShedResult<Sheep> remove(Tattoo tattoo) override;

 private:
  bellwether::aws::dynamodb::Client client_;
  std::string table_;
};

}  // namespace sheep_shed
