// What every shed promises, told once and run over each kind of shed:
//
//   INSTANTIATE_TEST_SUITE_P(Memory, ShedSuite, testing::Values(make_memory_shed));
#pragma once

#include <functional>
#include <memory>

#include <gtest/gtest.h>

#include "domain/shed.h"

namespace sheep_shed {

// Makes an empty shed.
using ShedFactory = std::function<std::unique_ptr<Shed>()>;

class ShedSuite : public testing::TestWithParam<ShedFactory> {
 protected:
  Shed& shed() { return *shed_; }

 private:
  std::unique_ptr<Shed> shed_ = GetParam()();
};

}  // namespace sheep_shed
