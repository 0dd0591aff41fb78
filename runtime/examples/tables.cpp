// A client made in INIT: counts the account's DynamoDB tables, page by page.
#include <bellwether/dynamodb.h>
#include <bellwether/runtime.h>

namespace {

using namespace bellwether;

struct CountTables {
  dynamodb::Client client;

  aws::Result<std::string> operator()(const std::string&) const {
    std::size_t count = 0;
    dynamodb::ListTablesInput input;
    do {
      auto page = client.ListTables(input);
      if (!page) return aws::fail(page.error());
      if (page->TableNames) count += page->TableNames->size();
      input.ExclusiveStartTableName = page->LastEvaluatedTableName;
    } while (input.ExclusiveStartTableName);
    return R"({"tables":)" + std::to_string(count) + "}";
  }
};

}  // namespace

int main() {
  return run_with([]() -> aws::Result<CountTables> {
    auto client = dynamodb::connect();
    if (!client) return aws::fail(client.error());
    return CountTables{std::move(*client)};
  });
}
