//! ROS 2 interface definitions as data.

#![no_std]

extern crate alloc;

mod description;

pub use crate::description::{
    Container, Description, Element, FieldType, Fields, Primitive, TypeHash,
};
