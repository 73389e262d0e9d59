#![no_std]
#![crate_type = "lib"]
#![crate_name = "toy_rust"]

pub struct Ring {
    at: usize,
    data: [u32; 8],
}

impl Ring {
    #[inline(always)]
    fn get(&self, i: usize) -> u32 {
        self.data[(self.at + i) & 7]
    }

    #[inline(never)]
    pub fn sum(&self) -> u32 {
        let mut all = 0;
        for i in 0..8 {
            all += self.get(i);
        }
        all
    }
}
