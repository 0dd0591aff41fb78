#include "cloud/logs/service.h"

#include <utility>

namespace bellwether::cloud::logs {

Service::Service(store::Store& store, Clock& clock)
    : store_(store), clock_(clock), buffer_(store, clock) {}

void Service::append(const Scope& scope, std::string_view group, std::string_view stream,
                     std::vector<LogLine> lines) {
  buffer_.append(scope, group, stream, std::move(lines));
}

std::uint64_t Service::now() const {
  return static_cast<std::uint64_t>(clock_.now().time_since_epoch().count());
}

void Service::register_operations(server::OperationTable& table) {
  const auto add = [&table, this]<class Op>(auto member) {
    table.add<Op>([this, member](const RequestContext& context, typename Op::Input&& input) {
      return (this->*member)(context, std::move(input));
    });
  };
  using namespace aws::logs;
  add.operator()<CreateLogGroup>(&Service::create_log_group);
  add.operator()<DeleteLogGroup>(&Service::delete_log_group);
  add.operator()<DescribeLogGroups>(&Service::describe_log_groups);
  add.operator()<CreateLogStream>(&Service::create_log_stream);
  add.operator()<DeleteLogStream>(&Service::delete_log_stream);
  add.operator()<DescribeLogStreams>(&Service::describe_log_streams);
  add.operator()<PutLogEvents>(&Service::put_log_events);
  add.operator()<GetLogEvents>(&Service::get_log_events);
  add.operator()<FilterLogEvents>(&Service::filter_log_events);
}

}  // namespace bellwether::cloud::logs
