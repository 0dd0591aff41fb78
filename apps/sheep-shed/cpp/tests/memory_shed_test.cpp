#include "domain/memory_shed.h"

#include "tests/shed_suite.h"

namespace sheep_shed {
namespace {

INSTANTIATE_TEST_SUITE_P(Memory, ShedSuite,
                         testing::Values([] { return std::make_unique<MemoryShed>(); }));

}  // namespace
}  // namespace sheep_shed
